/** Every role of the deployment: those of this daemon as they are now, the others as they told last. */
import type { ServiceStatus } from "@orderdeck/contracts/services/entities";
import { ROLES } from "@orderdeck/contracts/topics";
import { isoOf } from "@orderdeck/core/domain/instant";
import { type OwnStatus, type RoleRecord, servicesOf } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import type { OrderStore } from "@orderdeck/core/ports/order-store";
import type { Pipeline } from "../pipeline/pipeline.ts";

export interface ServicesDeps {
	readonly store: Pick<OrderStore, "get">;
	readonly pipeline: Pick<Pipeline, "status">;
	/** The API's own status, which the pipeline cannot know. */
	readonly apiService: () => OwnStatus;
	readonly clock: Pick<Clock, "now" | "sleep">;
}

/** In the order of ROLES, then by instance. Never rejects: while the store is away, the others are as they were read last. */
export type Services = () => Promise<readonly ServiceStatus[]>;

/** Between two readings of what the others told, ms. */
const READ_EVERY_MS = 2_000;
const PATIENCE_MS = 200;

export function createServices({ store, pipeline, apiService, clock }: ServicesDeps): Services {
	let records: readonly (RoleRecord | undefined)[] = [];
	let readAt = Number.NEGATIVE_INFINITY;

	let reading: Promise<void> | undefined;

	/** Nobody waits for a store that is away: what is known is told, and whoever asks for orders is told of the store. */
	async function readOthers(now: number): Promise<void> {
		if (now - readAt >= READ_EVERY_MS && reading === undefined) {
			readAt = now;
			const tell = (read: Awaited<ReturnType<typeof store.get<"services">>>) => {
				records = read.map((each) => each?.doc);
			};
			const done = () => {
				reading = undefined;
			};
			reading = store.get("services", ROLES).then(tell).then(done, done);
		}
		if (reading !== undefined) await Promise.race([reading, clock.sleep(PATIENCE_MS)]);
	}

	return async () => {
		const now = clock.now();
		await readOthers(now);
		const own = [...pipeline.status().services.filter(({ role }) => role !== "api"), apiService()];
		return ROLES.flatMap((role, index) => {
			const record = records[index];
			const told = record === undefined ? [] : servicesOf(record, now);
			const mine = own
				.filter((status) => status.role === role)
				.map((status) => ({ ...status, seen_at: isoOf(now), restarts: told[0]?.restarts ?? null }));
			const others = told.filter(({ instance }) => !mine.some((status) => status.instance === instance));
			return [...mine, ...others].toSorted((a, b) => (a.instance < b.instance ? -1 : 1));
		});
	};
}
