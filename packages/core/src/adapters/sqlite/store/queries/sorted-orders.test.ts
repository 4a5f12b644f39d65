import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { comparerOf, type OrderSort } from "@orderdeck/contracts/orders/order-list";
import { expect, it } from "vitest";
import { TooManyToSort } from "../../../../ports/errors.ts";
import { order } from "../../../../ports/order-store.samples.ts";
import type { ScannedSort } from "../../../sorted-lists.ts";
import { openReader } from "../../database.ts";
import { temporaryBackend } from "../../temporary-backend.ts";
import { listSorted } from "./sorted-orders.ts";
import { Statements } from "./statements.ts";

function createdLine(id: number, second: number): LifecycleEntry {
	const occurred_at = new Date(Date.UTC(2026, 0, 1) + second * 1_000).toISOString();
	return { event_id: `${id}:ORDER_CREATED`, type: "ORDER_CREATED", occurred_at, topic: "orders", partition: 0, offset: id };
}

/** Over a store with so many orders, whose amounts, countries and customers repeat in no order of time. */
async function stored(count: number, run: (statements: Statements, orders: readonly OrderView[]) => Promise<void>): Promise<void> {
	await using backend = await temporaryBackend();
	const orders = Array.from({ length: count }, (_, id) =>
		order(id, {
			amount: (id * 7_919) % 97,
			country: ["US", "DE", "BR"][(id * 31) % 3] ?? "",
			customer_id: (id * 13) % 211,
			items: [{ product_id: "P", price: 1, quantity: 1 + ((id * 17) % 23) }],
			lifecycle: [createdLine(id, (id * 101) % 1_009)],
		}),
	);
	await backend.store.write(orders.map((doc) => ({ op: "insert", collection: "orders", key: String(doc.order_id), doc })));
	const reader = openReader(backend.dir);
	try {
		await run(new Statements(reader.sql), orders);
	} finally {
		reader.close();
	}
}

it.each<ScannedSort>([
	{ by: "amount", direction: "desc" },
	{ by: "country", direction: "asc" },
	{ by: "customer", direction: "asc" },
	{ by: "order", direction: "asc" },
	{ by: "items", direction: "desc" },
	{ by: "waiting", direction: "desc" },
])("a list by $by, $direction, over many slices is sorted as a whole", async (sort) => {
	await stored(3_000, async (statements, orders) => {
		const expected = orders.toSorted(comparerOf("newest", sort satisfies OrderSort)).map(({ order_id }) => order_id);
		const first = await listSorted(statements, {}, { limit: 40, sort });
		const second = await listSorted(statements, {}, { limit: 40, sort, cursor: first.next });
		expect([...first.items, ...second.items].map(({ order_id }) => order_id)).toEqual(expected.slice(0, 80));
	});
});

it("a list is refused when more would have to be sorted than is allowed, and sorted when the filter leaves fewer", async () => {
	await stored(300, async (statements) => {
		const sort = { by: "amount", direction: "asc" } as const;
		await expect(listSorted(statements, {}, { limit: 5, sort }, 256)).rejects.toBeInstanceOf(TooManyToSort);
		const ofCustomer = await listSorted(statements, { customer: "13" }, { limit: 5, sort }, 256);
		expect(ofCustomer.items.map(({ customer_id }) => customer_id)).toEqual([13, 13]);
	});
});
