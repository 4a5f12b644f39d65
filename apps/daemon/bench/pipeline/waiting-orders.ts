/** A data directory in which orders wait, with stock for all of them. */
import { createSqliteBackend } from "@orderdeck/core/adapters/sqlite/backend";
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { orderCreated } from "@orderdeck/core/domain/order-created";
import { newProduct } from "@orderdeck/core/domain/stock";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { encodeEvent } from "@orderdeck/core/wire/codec";

/** Of the data directory; not every version exports the name. */
export const DATABASE_FILE = "orderdeck.db";
const AT_ONCE = 500;

/** Each order is the same in every run. */
export async function fillWithOrders(dir: string, orders: number): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	await backend.log.ensureTopics([{ topic: "orders", partitions: 6 }]);
	const stocked = CATALOG.map((item) => newProduct({ ...item, stock: 10_000_000 }));
	await backend.work.apply({
		writes: stocked.map((doc) => ({ op: "insert", collection: "products", key: doc.product_id, doc })),
		records: [],
	});
	const generate = createOrderGenerator({ seed: 1 });
	for (let first = 1; first <= orders; first += AT_ONCE) {
		const createdAt = new Date().toISOString();
		const records = Array.from({ length: Math.min(AT_ONCE, orders - first + 1) }, (_, index) =>
			encodeEvent(orderCreated(generate(first + index, createdAt))),
		);
		await backend.log.append(records);
	}
}
