/** Newest-50 and filtered lists over a million orders. */

import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import { createSqliteBackend, createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { foldOrder } from "@orderdeck/core/domain/order-view";
import type { Write } from "@orderdeck/core/ports/documents";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { temporaryDir } from "../test/daemon.ts";
import type { Bench } from "./bench.ts";
import { ms, quantile, type Row } from "./table.ts";

const ORDERS = 1_000_000;
const BATCH = 2_000;
const ROUNDS = 100;
const FILTERS: readonly OrderFilter[] = [
	{},
	{ status: ["CANCELLED"] },
	{ country: ["DE"] },
	{ country: ["DE"], minAmount: 400 },
	{ minAmount: 490 },
	{ customer: "4242" },
	{ flagged: true, country: ["CN"] },
	{ status: ["CREATED"], country: ["BR"], minAmount: 300, maxAmount: 310 },
	{ q: "no such text anywhere" },
];

export const lists: Bench = { rows: async () => [await listsRow()] };

async function listsRow(): Promise<Row> {
	await using dir = await temporaryDir();
	await fill(dir.path);
	using reader = createSqliteReader({ dir: dir.path });
	const taken: number[] = [];
	const floors: number[] = [];
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const filter of FILTERS) {
			const from = performance.now();
			await reader.store.listOrders(filter, { limit: 50 });
			taken.push(performance.now() - from);
		}
		const keys = Array.from({ length: 50 }, (_, index) => String(ORDERS - round * 50 - index));
		const from = performance.now();
		await reader.store.get("orders", keys);
		floors.push(performance.now() - from);
	}
	const [p99, floor] = [quantile(taken, 0.99), quantile(floors, 0.99)];
	return {
		what: "newest-50 and filtered lists at 1,000,000 orders, p99 over nine filters",
		measured: ms(p99),
		floor: `${ms(floor)} (50 orders by key); ${(p99 / floor).toFixed(1)} ×`,
		bar: "≤ 20 ms",
		met: p99 <= 20,
	};
}

async function fill(dir: string): Promise<void> {
	await using backend = createSqliteBackend({ dir });
	const generate = createOrderGenerator({ seed: 2 });
	const start = Date.now() - ORDERS * 10;
	for (let first = 1; first <= ORDERS; first += BATCH) {
		const writes = Array.from({ length: BATCH }, (_, index): Write => {
			const id = first + index;
			const timestamp = start + id * 10;
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
