/** Every role of the deployment: those of this daemon as they are now, the others as they reported last. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { ROLES } from "@orderdeck/contracts/topics";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { isoOf } from "@orderdeck/core/domain/instant";
import { type OwnStatus, type RoleRecord, servicesOf } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { DocumentReader } from "@orderdeck/core/ports/documents";
import type { Pipeline } from "../pipeline/pipeline.ts";

export interface ServicesDeps {
	readonly store: DocumentReader;
	readonly pipeline: Pick<Pipeline, "status">;
	/** The API's own status, which the pipeline cannot know. */
	readonly apiService: () => OwnStatus;
	readonly clock: Pick<Clock, "now">;
}

/** In the order of ROLES, then by instance. Never rejects: while the store is unavailable, the others are as they were last read. */
export type Services = () => Promise<readonly ServiceStatus[]>;

/** Between two reads of what the others reported. */
const READ_EVERY_MS = 2_000;
const READ_TIMEOUT_MS = 200;

export function createServices({ store, pipeline, apiService, clock }: ServicesDeps): Services {
	let records: readonly (RoleRecord | undefined)[] = [];
	let readAt = Number.NEGATIVE_INFINITY;

	let reading: Promise<void> | undefined;

	/** The caller does not wait for an unavailable store: it gets what is known. */
	async function readOthers(now: number): Promise<void> {
		if (now - readAt >= READ_EVERY_MS && reading === undefined) {
			readAt = now;
			const keep = (read: Awaited<ReturnType<typeof store.get<"services">>>) => {
				records = read.map((each) => each?.doc);
			};
			const done = () => {
				reading = undefined;
			};
			reading = store.get("services", ROLES).then(keep).then(done, done);
		}
		if (reading !== undefined) await withDeadline(reading, READ_TIMEOUT_MS, () => undefined);
	}

	return async () => {
		const now = clock.now();
		await readOthers(now);
		const own = [...pipeline.status().services.filter(({ role }) => role !== "api"), apiService()];
		return ROLES.flatMap((role, index) => {
			const record = records[index];
			const reported = record === undefined ? [] : servicesOf(record, now);
			const mine = own
				.filter((status) => status.role === role)
				.map((status) => ({ ...status, seen_at: isoOf(now), restarts: reported[0]?.restarts ?? null }));
			const others = reported.filter(({ instance }) => !mine.some((status) => status.instance === instance));
			return [...mine, ...others].toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
		});
	};
}
