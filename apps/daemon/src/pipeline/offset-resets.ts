/** Moves the offsets of a group in the log once a reset is recorded, and records that they were moved. */
import type { Execute } from "@orderdeck/contracts/commands";
import { isPending, type OffsetResetRecord } from "@orderdeck/core/domain/offset-reset";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import { OperatorRefusal, StoreError } from "@orderdeck/core/ports/errors";
import type { EventLog } from "@orderdeck/core/ports/event-log";

export interface OffsetResetsDeps {
	readonly log: Pick<EventLog, "seek">;
	readonly store: DocumentReader;
	readonly clock: Clock;
	readonly execute: Execute;
}

export interface OffsetResets {
	/**
	 * Completes the group's reset, if one is pending. Resolves when it is recorded that the log has the offsets, or why not: the members of other
	 * processes may take some seconds to leave the group. Throws StoreError.
	 */
	complete(group: string): Promise<void>;
}

/** Members leave within two seconds. A process that completes another one's reset does so later than this. */
const WITHIN_MS = 15_000;
const RETRY_MS = 200;
/** Whose records these are: no operator's action. */
const DAEMON = { actor: { name: "orderdeck", role: "operator" } } as const;

export function createOffsetResets({ log, store, clock, execute }: OffsetResetsDeps): OffsetResets {
	const running = new Map<string, Promise<void>>();

	async function move(group: string, { positions }: OffsetResetRecord): Promise<string | null> {
		for (const deadline = clock.now() + WITHIN_MS; ; await clock.sleep(RETRY_MS)) {
			try {
				await log.seek(group, positions);
				return null;
			} catch (error) {
				if (!(error instanceof StoreError || error instanceof OperatorRefusal)) throw error;
				if (clock.now() >= deadline) return error.message;
			}
		}
	}

	async function complete(group: string, reset: OffsetResetRecord): Promise<void> {
		const failure = await move(group, reset);
		await execute("endReset", { group, reset_id: reset.id, failure }, DAEMON);
	}

	return {
		async complete(group) {
			const [read] = await store.get("groups", [group]);
			const reset = read?.doc.reset;
			if (reset === undefined || !isPending(reset, clock.now())) return;
			// One at a time: a second move could come after the group has been resumed.
			const known = running.get(reset.id) ?? complete(group, reset).finally(() => running.delete(reset.id));
			running.set(reset.id, known);
			await known;
		},
	};
}
