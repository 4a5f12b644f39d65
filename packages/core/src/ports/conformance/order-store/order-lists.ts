/** Lists of orders: order, filters, search, pages and cursors. */

import { ORDER_SORT_COLUMNS, type OrderFilter, type OrderSortColumn } from "@orderdeck/contracts/orders/columns";
import type { CancelCause, OrderView } from "@orderdeck/contracts/orders/entities";
import {
	comparerOf,
	matchesOrder,
	ORDER_LIST_ORDERS,
	type OrderListOrder,
	SORT_DIRECTIONS,
	type SortDirection,
} from "@orderdeck/contracts/orders/order-list";
import type { EventType } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { expect } from "vitest";
import type { Collections } from "../../documents.ts";
import { BadCursor } from "../../errors.ts";
import { filterArbitrary, orderArbitrary, searchAmong } from "../../order-store.model.ts";
import { order } from "../../order-store.samples.ts";
import { all, byCurrency, ensure, fill, idsOf, one, pages, replace, type Test } from "./subject.ts";

export function orderLists(test: Test): void {
	test("lists the newest first, ties by id descending, and leaves out views that are not whole", async ({ store }) => {
		const early = order("b", { created_at: "2026-01-01T00:00:00Z" });
		const late = order("c", { created_at: "2026-01-01T00:00:00.002000Z" });
		const unseen = { order_id: "u", status: "PAID", updated_at: "", flagged: false, lifecycle: [] } satisfies Collections["orders"];
		await fill(store, [early, order("a", { created_at: "2026-01-01T02:00:00+02:00" }), late]);
		await store.write([ensure("orders", "u", unseen)]);
		expect(idsOf(await store.listOrders({}, { limit: 10 }))).toEqual(["c", "b", "a"]);
		const { cas } = await one(store, "orders", "u");
		await store.write([replace("orders", "u", order("u", { created_at: "2027-01-01T00:00:00Z" }), cas)]);
		expect(idsOf(await store.listOrders({}, { limit: 10 }))).toEqual(["u", "c", "b", "a"]);
	});

	test("finds an order by what it has become", async ({ store }) => {
		await fill(store, [order(1), order(2)]);
		const found = async (filter: OrderFilter) => (await all(store, filter, 10)).map(({ order_id }) => order_id);
		expect(await found({ status: ["CREATED"] })).toEqual([2, 1]);
		for (const change of [
			{ status: "PAID" },
			{ status: "CANCELLED", cancel: { cause: "OUT_OF_STOCK", reason: "" } },
			{ status: "SHIPPED", cancel: undefined, flagged: true },
			{ status: "DELIVERED" },
		] as const) {
			const { cas, doc } = await one(store, "orders", "1");
			await store.write([replace("orders", "1", { ...doc, ...change }, cas)]);
			expect(await found({ status: [change.status] })).toEqual([1]);
			expect(await found({ status: ["CREATED", "SHIPPED"] })).toEqual(change.status === "SHIPPED" ? [2, 1] : [2]);
		}
		expect(await found({ flagged: true })).toEqual([1]);
		expect(await found({ flagged: false })).toEqual([2]);
	});

	test("finds cancelled orders by why they were cancelled, and counts them", async ({ store }) => {
		const cancelled = (id: number, cause: CancelCause, fields: Partial<OrderView> = {}) =>
			order(id, { status: "CANCELLED", cancel: { cause, reason: "" }, ...fields });
		await fill(store, [
			order(1),
			cancelled(2, "OUT_OF_STOCK"),
			cancelled(3, "REQUESTED", { country: "DE", customer_id: 7 }),
			cancelled(4, "PAYMENT_DECLINED", { created_at: "2026-01-02T00:00:00Z" }),
			cancelled(5, "OUT_OF_STOCK", { created_at: "2026-01-03T00:00:00Z" }),
			{
				order_id: 6,
				status: "CANCELLED",
				updated_at: "",
				flagged: false,
				cancel: { cause: "PAYMENT_DECLINED", reason: "" },
				lifecycle: [],
			},
		]);
		const found = async (filter: OrderFilter) => (await all(store, filter, 2)).map(({ order_id }) => order_id);
		expect(await found({ cause: ["OUT_OF_STOCK"] })).toEqual([5, 2]);
		expect(await found({ cause: ["OUT_OF_STOCK", "REQUESTED"], country: ["US"] })).toEqual([5, 2]);
		expect(await found({ cause: ["REQUESTED"], customer: "7" })).toEqual([3]);
		expect(await found({ cause: ["REQUESTED"], q: "7" })).toEqual([3]);
		expect(await found({ cause: ["REQUESTED"], status: ["PAID"] })).toEqual([]);
		expect(await found({ status: ["CANCELLED"] })).toEqual([5, 4, 3, 2]);
		const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
		expect(await found({ status: ["CANCELLED"], ...range })).toEqual([4, 3, 2]);
		const by_cause = { OUT_OF_STOCK: 1, REQUESTED: 1, PAYMENT_DECLINED: 1 };
		expect(await store.countCancelled(range)).toEqual({ by_cause, at_least: false });
		const { cas } = await one(store, "orders", "2");
		await store.write([replace("orders", "2", cancelled(2, "PAYMENT_DECLINED"), cas)]);
		expect(await store.countCancelled(range)).toEqual({ by_cause: { REQUESTED: 1, PAYMENT_DECLINED: 2 }, at_least: false });
		expect(await found({ cause: ["OUT_OF_STOCK"] })).toEqual([5]);
	});

	test("counts the orders of a range by status, each once, as it changes", async ({ store }) => {
		const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };
		expect(await store.countByStatus(range)).toEqual({ by_status: {}, by_cause: {}, at_least: false });
		const cancelled = { status: "CANCELLED", cancel: { cause: "OUT_OF_STOCK", reason: "" } } as const;
		await fill(store, [
			order(1),
			order(2),
			order(3, { status: "DELIVERED", created_at: range.to }),
			order(4, cancelled),
			order(5, { status: "SHIPPED", created_at: "2026-01-02T00:00:00.001Z" }),
			order(6, { ...cancelled, created_at: "2025-12-31T23:59:59.999Z" }),
			{ order_id: 7, status: "PAID", updated_at: "", flagged: false, lifecycle: [] },
		]);
		const counted = () => store.countByStatus(range);
		const by_status = { CREATED: 2, DELIVERED: 1, CANCELLED: 1 };
		expect(await counted()).toEqual({ by_status, by_cause: { OUT_OF_STOCK: 1 }, at_least: false });
		for (const [change, expected] of [
			[{ status: "PREPARED" }, { CREATED: 1, PREPARED: 1, DELIVERED: 1, CANCELLED: 1 }],
			[{ status: "SHIPPED" }, { CREATED: 1, SHIPPED: 1, DELIVERED: 1, CANCELLED: 1 }],
			[{ status: "DELIVERED" }, { CREATED: 1, DELIVERED: 2, CANCELLED: 1 }],
		] as const) {
			const { cas, doc } = await one(store, "orders", "1");
			await store.write([replace("orders", "1", { ...doc, ...change }, cas)]);
			expect((await counted()).by_status).toEqual(expected);
		}
	});

	test("counts and sums the orders in progress, as lists hold them, by status and currency", async ({ store }) => {
		expect(await store.openOrders()).toEqual([]);
		const unseen = { order_id: 6, status: "PAID", updated_at: "", flagged: false, lifecycle: [] } satisfies Collections["orders"];
		await fill(store, [
			order(1, { amount: 10.1 }),
			order(2, { amount: 20.2 }),
			order(3, { status: "PAID", amount: 45_000, currency: "JPY" }),
			order(4, { status: "SHIPPED", amount: 1.235, currency: "KWD" }),
			order(5, { status: "DELIVERED" }),
			unseen,
		]);
		const open = async () =>
			Object.fromEntries(
				[...Map.groupBy(await store.openOrders(), ({ status }) => status)].map(([status, groups]) => [status, byCurrency(groups)]),
			);
		const others = { PAID: { JPY: { count: 1, amount: 45_000 } }, SHIPPED: { KWD: { count: 1, amount: 1.235 } } };
		expect(await open()).toEqual({ CREATED: { USD: { count: 2, amount: 30.3 } }, ...others });
		const change = async (id: number, fields: Partial<OrderView>) => {
			const { doc, cas } = await one(store, "orders", String(id));
			await store.write([replace("orders", String(id), { ...doc, ...fields }, cas)]);
		};
		await change(1, { status: "PAID" });
		await change(2, { flagged: true });
		const paid = { USD: { count: 1, amount: 10.1 }, ...others.PAID };
		expect(await open()).toEqual({ ...others, CREATED: { USD: { count: 1, amount: 20.2 } }, PAID: paid });
		await change(2, { status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "" } });
		await change(4, { status: "DELIVERED" });
		await change(6, order(6, { status: "PAID", amount: 5 }));
		expect(await open()).toEqual({ PAID: { USD: { count: 2, amount: 15.1 }, ...others.PAID } });
		// What has been dispatched outranks a cancellation.
		await change(2, { status: "SHIPPED", cancel: undefined });
		expect((await open()).SHIPPED).toEqual({ USD: { count: 1, amount: 20.2 } });
	});

	test("sorts by a column: statuses as orders pass through them, customers by number, equal ones by time", async ({ store }) => {
		await fill(store, [
			order(1, { status: "DELIVERED", amount: 5, customer_id: 10, country: "US" }),
			order(2, { status: "CREATED", amount: 30, customer_id: 9, country: "DE", flagged: true }),
			order(3, { status: "PAID", amount: 5, customer_id: "CUST-1", country: "US" }),
			order(4, { status: "CREATED", amount: 5, customer_id: 9, country: "BR" }),
		]);
		const sorted = async (by: OrderSortColumn, direction: SortDirection, order?: OrderListOrder) =>
			(await all(store, {}, 3, { sort: { by, direction }, order })).map(({ order_id }) => order_id);
		expect(await sorted("amount", "desc")).toEqual([2, 4, 3, 1]);
		expect(await sorted("amount", "asc", "oldest")).toEqual([1, 3, 4, 2]);
		expect(await sorted("status", "asc")).toEqual([4, 2, 3, 1]);
		expect(await sorted("status", "desc", "oldest")).toEqual([1, 3, 2, 4]);
		expect(await sorted("country", "asc")).toEqual([4, 2, 3, 1]);
		expect(await sorted("customer", "asc")).toEqual([4, 2, 1, 3]);
		expect(await sorted("flagged", "desc")).toEqual([2, 4, 3, 1]);
	});

	test("sorts by id, by units and by wait; orders that wait for nothing come last both ways", async ({ store }) => {
		const items = (quantity: number) => [{ product_id: "P", price: 1, quantity }];
		const since = (type: EventType, occurred_at: string) => [{ event_id: "e", type, occurred_at, topic: "t", partition: 0, offset: 0 }];
		await fill(store, [
			order(9, { items: items(3), status: "DELIVERED" }),
			order(10, { items: [...items(1), ...items(4)], lifecycle: since("ORDER_CREATED", "2026-01-01T00:00:05Z") }),
			order("A-1", { items: items(1), lifecycle: since("ORDER_CREATED", "2026-01-01T00:00:01Z") }),
			order(100, { items: items(3), status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "" } }),
		]);
		const sorted = async (by: OrderSortColumn, direction: SortDirection, filter: OrderFilter = {}) =>
			(await all(store, filter, 1, { sort: { by, direction } })).map(({ order_id }) => order_id);
		expect(await sorted("order", "asc")).toEqual([9, 10, 100, "A-1"]);
		expect(await sorted("order", "desc")).toEqual(["A-1", 100, 10, 9]);
		expect(await sorted("items", "desc")).toEqual([10, 9, 100, "A-1"]);
		expect(await sorted("waiting", "desc")).toEqual(["A-1", 10, 9, 100]);
		expect(await sorted("waiting", "asc")).toEqual([10, "A-1", 9, 100]);
		expect(await sorted("waiting", "asc", { status: ["CREATED"] })).toEqual([10, "A-1"]);
		expect(await sorted("waiting", "asc", { status: ["DELIVERED"] })).toEqual([9]);
		const { doc, cas } = await one(store, "orders", "A-1");
		const paid = since("PAYMENT_PROCESSED", "2026-01-01T00:00:06Z");
		const lifecycle = [...doc.lifecycle, ...paid, ...since("INVENTORY_RESERVED", "2026-01-01T00:00:07Z")];
		await store.write([replace("orders", "A-1", { ...doc, status: "PREPARED", lifecycle }, cas)]);
		expect(await sorted("waiting", "desc")).toEqual([10, "A-1", 9, 100]);
	});

	test("sums what it counts, by currency", async ({ store }) => {
		await fill(store, [
			order(1, { amount: 10.1 }),
			order(2, { amount: 20.2, status: "DELIVERED" }),
			order(3, { amount: 45_000, currency: "JPY", customer_id: 1 }),
			order(4, { amount: 5, country: "DE" }),
		]);
		const counted = async (filter: OrderFilter) => {
			const { money, ...count } = await store.countMatching(filter);
			return { ...count, money: money && byCurrency(money) };
		};
		const usd = { USD: { count: 2, amount: 30.3 } };
		expect(await counted({ country: ["US"] })).toEqual({
			orders: 3,
			at_least: false,
			money: { ...usd, JPY: { count: 1, amount: 45_000 } },
		});
		expect(await counted({ q: "1" })).toMatchObject({ orders: 2, money: { USD: { count: 1 }, JPY: { count: 1 } } });
		expect(await counted({ country: ["BR"] })).toEqual({ orders: 0, at_least: false, money: {} });
	});

	test("lists no order as created after the log accepted it", async ({ store }) => {
		await fill(store, [
			order(1, { created_at: "2099-01-01T00:00:00Z", processed_at: "2026-01-02T00:00:00.000Z" }),
			order(2, { created_at: "2026-01-03T00:00:00Z" }),
		]);
		expect(idsOf(await store.listOrders({}, { limit: 10 }))).toEqual([2, 1]);
		const range = { from: "2026-01-02T00:00:00Z", to: "2026-01-02T00:00:00Z" };
		expect(idsOf(await store.listOrders(range, { limit: 10 }))).toEqual([1]);
		expect(await store.countOrders(range)).toBe(1);
	});

	test("searches ids first, then text", async ({ store }) => {
		const item = { product_id: "P", price: 1, quantity: 1 };
		await fill(store, [
			order(7, { customer_id: 1, customer_email: "Seven@Example.com" }),
			order(8, { customer_id: 7, items: [{ ...item, name: "Webcam HD" }] }),
			order(9, { customer_id: "CUST-9", customer_email: "nine@example.com", items: [item] }),
		]);
		const found = async (q: string) => (await all(store, { q }, 1)).map(({ order_id }) => order_id);
		expect(await found("7")).toEqual([8, 7]);
		expect(await found("9")).toEqual([9]);
		expect(await found("CUST-9")).toEqual([9]);
		expect(await found("EXAMPLE.com")).toEqual([9, 7]);
		expect(await found("webcam")).toEqual([8]);
		expect(await found("%")).toEqual([]);
		await fill(store, [
			order(10, { customer_id: 1, customer_email: "Ju\u0308rgen@b\u00fccher.example", items: [{ ...item, name: "Straße" }] }),
		]);
		expect(await found("J\u00dcRGEN")).toEqual([10]);
		expect(await found("strasse")).toEqual([10]);
		expect(await all(store, { q: "7", customer: "1" }, 1)).toMatchObject([{ order_id: 7 }]);
	});

	test("q=7 finds ann7@example.com where no order and no customer has the id 7, as the live list does", async ({ store }) => {
		const ann = order(40, { customer_id: 12, customer_email: "ann7@example.com" });
		await fill(store, [ann, order(41, { customer_id: 70, customer_email: "bob@example.com" })]);
		expect((await all(store, { q: "7" }, 10)).map(({ order_id }) => order_id)).toEqual([40]);
		expect(matchesOrder(ann, { q: "7" }, searchAmong([ann], "7"))).toBe(true);
		await fill(store, [order(7)]);
		expect((await all(store, { q: "7" }, 10)).map(({ order_id }) => order_id)).toEqual([7]);
		expect(matchesOrder(ann, { q: "7" }, searchAmong([ann, order(7)], "7"))).toBe(false);
	});

	test("scans and counts a range of dates, oldest first", async ({ store }) => {
		await fill(store, [
			...[1, 2, 3, 4, 5].map((id) => order(id, { created_at: `2026-01-0${Math.ceil(id / 2)}T00:00:00Z` })),
			order(6, { created_at: "2099-01-01T00:00:00Z" }),
		]);
		const range = { from: "2026-01-02T00:00:00Z", to: "2026-01-03T00:00:00Z" };
		const scanned = await pages((cursor) => store.scanOrders(range, { limit: 2, cursor }));
		expect(scanned.map(({ order_id }) => order_id)).toEqual([3, 4, 5]);
		expect(await store.countOrders(range)).toBe(3);
	});

	test("refuses a cursor that is not its own", async ({ store }) => {
		await fill(store, [order(1), order(2), order(3)]);
		const { next } = await store.listOrders({ country: ["US"] }, { limit: 1 });
		const cursor = next ?? "";
		expect(cursor).not.toBe("");
		const tampered = cursor.slice(0, -3) + (cursor.endsWith("AAA") ? "BBB" : "AAA");
		for (const bad of ["", "x", "e30", Buffer.from("[]").toString("base64url"), tampered]) {
			await expect(store.listOrders({ country: ["US"] }, { limit: 1, cursor: bad }), bad).rejects.toBeInstanceOf(BadCursor);
		}
		await expect(store.listOrders({ country: ["DE"] }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listAudit({}, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listOrders({ country: ["US"] }, { limit: 1, cursor, order: "oldest" })).rejects.toBeInstanceOf(BadCursor);
		const byAmount = { by: "amount", direction: "asc" } as const;
		await expect(store.listOrders({ country: ["US"] }, { limit: 1, cursor, sort: byAmount })).rejects.toBeInstanceOf(BadCursor);
		for (const by of ["amount", "status"] as const) {
			const sorted = await store.listOrders({}, { limit: 1, sort: { by, direction: "asc" } });
			const other = store.listOrders({}, { limit: 1, cursor: sorted.next, sort: { by, direction: "desc" } });
			expect(sorted.next).toBeDefined();
			await expect(other, by).rejects.toBeInstanceOf(BadCursor);
		}
		await expect(
			store.scanOrders({ from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z" }, { limit: 1, cursor }),
		).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listAlerts({ states: ["OPEN"], order: "worst" }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
	});
}

const sortingArbitrary = fc.record(
	{
		order: fc.constantFrom(...ORDER_LIST_ORDERS),
		sort: fc.record({ by: fc.constantFrom(...ORDER_SORT_COLUMNS), direction: fc.constantFrom(...SORT_DIRECTIONS) }),
	},
	{ requiredKeys: ["order"] },
);

function tally(keys: readonly string[]): Record<string, number> {
	return Object.fromEntries([...Map.groupBy(keys, (key) => key)].map(([key, all]) => [key, all.length]));
}

export function orderListProperty(test: Test): void {
	test("pages put together are all orders that match, sorted by time or by a column, each once; and so many are counted", async ({
		store,
	}) => {
		let known: OrderView[] = [];
		await fc.assert(
			fc.asyncProperty(
				fc.array(orderArbitrary, { maxLength: 12 }),
				filterArbitrary,
				fc.integer({ min: 1, max: 7 }),
				sortingArbitrary,
				async (more, filter, limit, { order, sort }) => {
					const fresh = more.filter(({ order_id }) => !known.some((each) => each.order_id === order_id));
					const added = [...new Map(fresh.map((each) => [each.order_id, each])).values()];
					await fill(store, added);
					known = [...known, ...added];
					const matching = known.filter((each) => matchesOrder(each, filter, searchAmong(known, filter.q)));
					const listed = await all(store, filter, limit, { order, sort });
					const expected = matching.toSorted(comparerOf(order, sort));
					expect(listed.map(({ order_id }) => order_id)).toEqual(expected.map(({ order_id }) => order_id));
					expect(await store.countMatching(filter)).toMatchObject({ orders: matching.length, at_least: false });
					const { from = "2000-01-01T00:00:00Z", to = "2100-01-01T00:00:00Z" } = filter;
					const { by_status, by_cause } = await store.countByStatus({ from, to });
					const created = known.filter((each) => matchesOrder(each, { from, to }, "text"));
					expect(by_status).toEqual(tally(created.map(({ status }) => status)));
					expect(by_cause).toEqual(tally(created.flatMap(({ cancel }) => cancel?.cause ?? [])));
				},
			),
			{ numRuns: 60 },
		);
	});
}
