/** The hour of an upgrade: an earlier version counted minutes in it, and no quarter hours. */
import type { QuarterHours } from "../domain/quarters.ts";
import { HOUR_MS, quartersKey } from "../domain/quarters.ts";
import type { Clock } from "../ports/clock.ts";
import type { OrderStore } from "../ports/order-store.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";

export interface HistoryStartDeps {
	readonly store: Pick<OrderStore, "minutes" | "get">;
	readonly work: UnitOfWork;
	readonly clock: Pick<Clock, "now">;
}

/**
 * Marks the present hour of every partition in which something was counted that is not in its quarter hours: counting them begins within the
 * hour. To be called before the analytics step starts, which writes quarter hours before minutes: where it has counted, nothing is marked.
 * Throws StoreError.
 */
export async function markHistoryStart({ store, work, clock }: HistoryStartDeps): Promise<void> {
	const since = clock.now();
	const hour = Math.floor(since / HOUR_MS) * HOUR_MS;
	const counted = (await store.minutes(hour)).filter(({ minute, events }) => minute < hour + HOUR_MS && Object.keys(events).length > 0);
	const partitions = [...new Set(counted.map(({ partition }) => partition))];
	const known = await store.get(
		"quarters",
		partitions.map((partition) => quartersKey(hour, partition)),
	);
	const writes = partitions.flatMap((partition, place) => {
		const doc: QuarterHours = { partition, hour, since, next: {}, quarters: [] };
		return known[place] === undefined ? [{ op: "ensure", collection: "quarters", key: quartersKey(hour, partition), doc } as const] : [];
	});
	if (writes.length > 0) await work.apply({ writes, records: [] });
}
