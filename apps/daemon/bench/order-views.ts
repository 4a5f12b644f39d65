/** A data directory whose store has views of orders that no log has: quick to make. */
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { foldOrder } from "@orderdeck/core/domain/order-view";
import type { Write } from "@orderdeck/core/ports/documents";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";

const BATCH = 2_000;
const EVERY_MS = 10;

/** One each 10 ms up to now; `orders` is a multiple of 2,000. */
export async function fillWithViews(dir: string, orders: number): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	const generate = createOrderGenerator({ seed: 2 });
	const start = Date.now() - orders * EVERY_MS;
	for (let first = 1; first <= orders; first += BATCH) {
		const writes = Array.from({ length: BATCH }, (_, index): Write => {
			const id = first + index;
			const timestamp = start + id * EVERY_MS;
			const time = new Date(timestamp).toISOString();
			const data = generate(id, time);
			const key = String(id);
			const created = { type: "ORDER_CREATED", id: `${id}:ORDER_CREATED`, source: data.source, time, topic: "orders", key, data } as const;
			const doc = foldOrder(undefined, [{ event: created, partition: id % 6, offset: id, timestamp }]);
			if (doc === undefined) throw new Error("no view");
			return { op: "insert", collection: "orders", key, doc };
		});
		await backend.work.apply({ writes, records: [] });
	}
}
