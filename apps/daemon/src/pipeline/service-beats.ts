/** Publishes the status of this process's roles to the other processes of the deployment; see domain/service-registry.ts. */
import type { Alarm } from "@orderdeck/core/async/alarm";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { BEAT_MS, beat, deregister, type OwnStatus, type RoleRecord, withoutOthers } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import { type DocumentReader, put, type Versioned } from "@orderdeck/core/ports/documents";
import { CasMismatch } from "@orderdeck/core/ports/errors";
import type { UnitOfWork } from "@orderdeck/core/ports/unit-of-work";

export interface ServiceBeatsDeps {
	readonly store: DocumentReader;
	readonly work: UnitOfWork;
	readonly clock: Clock;
	readonly statuses: () => readonly OwnStatus[];
	/** Rings when others are to see at once what has changed; without it beats come at their own time only. */
	readonly wake?: Pick<Alarm, "next">;
	/** A beat could not be written; the next one is tried as usual. */
	readonly onError: (error: unknown) => void;
}

/** Other processes write the same record: on a conflict it is read again. */
const TRIES = 8;
/** A process that ends does not wait longer for an unavailable store; the others then see it as silent. */
const DEREGISTER_MS = 1_000;

/** Writes a beat every few seconds until `signal` aborts, then deregisters. Never rejects. */
export async function runServiceBeats(deps: ServiceBeatsDeps, signal: AbortSignal): Promise<void> {
	while (!signal.aborted) {
		const woken = deps.wake === undefined ? [] : [deps.wake.next()];
		await change(deps, (record, status) => beat(known(record, status, deps), status, deps.clock.now()));
		await deps.clock.sleep(BEAT_MS, AbortSignal.any([signal, ...woken]));
	}
	const deregistered = change(deps, (record, { instance }) => (record === undefined ? undefined : deregister(record, instance)));
	await withDeadline(deregistered, DEREGISTER_MS, () => undefined);
}

function known(record: RoleRecord | undefined, { instance }: OwnStatus, { work }: ServiceBeatsDeps): RoleRecord | undefined {
	return record !== undefined && work.atomic ? withoutOthers(record, instance) : record;
}

type Change = (record: RoleRecord | undefined, status: OwnStatus) => RoleRecord | undefined;

async function change({ store, work, statuses, onError }: ServiceBeatsDeps, next: Change): Promise<void> {
	const own = statuses();
	if (own.length === 0) return;
	try {
		for (let attempt = 1; ; attempt += 1) {
			const read = await store.get(
				"services",
				own.map(({ role }) => role),
			);
			try {
				await work.apply({ writes: writesOf(own, read, next), records: [] });
				return;
			} catch (error) {
				if (!(error instanceof CasMismatch) || attempt === TRIES) throw error;
			}
		}
	} catch (error) {
		onError(error);
	}
}

function writesOf(own: readonly OwnStatus[], read: readonly (Versioned<RoleRecord> | undefined)[], next: Change) {
	return own.flatMap((status, index) => {
		const record = next(read[index]?.doc, status);
		return record === undefined ? [] : [put("services", status.role, read[index], record)];
	});
}
