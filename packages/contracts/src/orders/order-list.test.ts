import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ORDER_SORT_COLUMNS } from "./columns.ts";
import type { OrderView } from "./entities.ts";
import { compareOrders, comparerOf, matchesOrder, SORT_DIRECTIONS, searchIn } from "./order-list.ts";

function order(id: number | string, fields: Partial<OrderView> = {}): OrderView {
	return {
		order_id: id,
		customer_id: 4127,
		amount: 249.99,
		currency: "USD",
		country: "US",
		status: "CREATED",
		created_at: "2026-01-01T00:00:00Z",
		source: "order-service",
		processed_at: "2026-01-01T00:10:00.000Z",
		kafka_partition: 0,
		kafka_offset: 0,
		updated_at: "2026-01-01T00:00:00.000Z",
		flagged: false,
		lifecycle: [],
		...fields,
	};
}

const named = (name: string): Partial<OrderView> => ({ items: [{ product_id: "P", price: 1, quantity: 1, name }] });
const hub = order(8, named("7-port Hub"));

describe("q=7", () => {
	it("is the order 7 and the orders of customer 7, not those whose text contains a 7, when the id exists", () => {
		expect(matchesOrder(order(7), { q: "7" }, "id")).toBe(true);
		expect(matchesOrder(order(9, { customer_id: 7 }), { q: "7" }, "id")).toBe(true);
		expect(matchesOrder(order(70), { q: "7" }, "id")).toBe(false);
		expect(matchesOrder(hub, { q: "7" }, "id")).toBe(false);
	});

	it("is text in emails and item names, not in ids, when neither an order nor a customer has the id", () => {
		expect(matchesOrder(hub, { q: "7" }, "text")).toBe(true);
		expect(matchesOrder(order(70, { customer_email: "Agent007@Example.com" }), { q: "7@EXAMPLE" }, "text")).toBe(true);
		expect(matchesOrder(order(70), { q: "7" }, "text")).toBe(false);
	});

	it("is text whatever its case and its Unicode form", () => {
		const buyer = order(1, { customer_email: "Ju\u0308rgen@bücher.example" });
		expect(matchesOrder(buyer, { q: "JÜRGEN" }, "text")).toBe(true);
		expect(matchesOrder(order(2, named("Große Straße")), { q: "STRASSE" }, "text")).toBe(true);
	});

	it("is either while it is unknown, and the orders of the list show which it is", () => {
		expect([order(7), hub].map((each) => matchesOrder(each, { q: "7" }, "unknown"))).toEqual([true, true]);
		expect(matchesOrder(order(70), { q: "7" }, "unknown")).toBe(false);
		expect(searchIn([], "7")).toBe("unknown");
		expect(searchIn([order(7)], "7")).toBe("id");
		expect(searchIn([order(9, { customer_id: 7 }), order(7)], "7")).toBe("id");
		expect(searchIn([hub], "7")).toBe("text");
	});
});

describe("the search of an order list", () => {
	it("q=7 finds ann7@example.com on the page, as the API finds it, while neither an order nor a customer has the id", () => {
		const ann = order(40, { customer_id: 12, customer_email: "ann7@example.com" });
		expect(matchesOrder(ann, { q: "7" }, "text")).toBe(true);
		expect(matchesOrder(ann, { q: "7" }, "unknown")).toBe(true);
		expect(matchesOrder(ann, { q: "7" }, "id")).toBe(false);
	});
});

describe("the filters of an order list", () => {
	it("compare dates as instants, both ends included", () => {
		const at = order(1, { created_at: "2026-01-01T02:00:00+02:00" });
		expect(matchesOrder(at, { from: "2026-01-01T00:00:00Z", to: "2026-01-01T00:00:00.000000" }, "unknown")).toBe(true);
		expect(matchesOrder(at, { from: "2026-01-01T00:00:00.001Z" }, "unknown")).toBe(false);
		expect(matchesOrder(at, { to: "2025-12-31T23:59:59.999Z" }, "unknown")).toBe(false);
	});

	it.each([
		[{ status: ["CREATED" as const] }, true],
		[{ status: ["PAID" as const] }, false],
		[{ cause: ["OUT_OF_STOCK" as const] }, false],
		[{ country: ["DE", "US"] }, true],
		[{ country: [] }, false],
		[{ minAmount: 249.99, maxAmount: 249.99 }, true],
		[{ minAmount: 250 }, false],
		[{ maxAmount: 249 }, false],
		[{ flagged: true }, false],
		[{ customer: "4127" }, true],
		[{ customer: "412" }, false],
		[{ customer: "4127", q: "1" }, true],
		[{ customer: "4128", q: "1" }, false],
	])("%o decide: %s", (filter, expected) => {
		expect(matchesOrder(order(1), filter, "id")).toBe(expected);
	});
});

describe("the filter by cause", () => {
	it("holds the orders cancelled for one of the causes", () => {
		const short = order(1, { status: "CANCELLED", cancel: { cause: "OUT_OF_STOCK", reason: "" } });
		expect(matchesOrder(short, { cause: ["OUT_OF_STOCK", "REQUESTED"] }, "unknown")).toBe(true);
		expect(matchesOrder(short, { cause: ["REQUESTED"] }, "unknown")).toBe(false);
		expect(matchesOrder(short, { cause: ["OUT_OF_STOCK"], status: ["PAID"] }, "unknown")).toBe(false);
	});
});

describe("an order that claims to be of the future", () => {
	it("was created when the log accepted it, to filters and the sort order", () => {
		const future = order(1, { created_at: "2099-01-01T00:00:00Z", processed_at: "2026-01-01T00:00:00.000Z" });
		expect(matchesOrder(future, { to: "2026-01-01T00:00:00Z" }, "unknown")).toBe(true);
		expect(matchesOrder(future, { from: "2026-01-01T00:00:00.001Z" }, "unknown")).toBe(false);
		expect(compareOrders(future, order(2, { created_at: "2026-01-01T00:00:01Z" }))).toBeGreaterThan(0);
	});
});

describe("the sort order", () => {
	it("is newest created first, ties by id descending as text; an invalid date counts as when the log accepted the order", () => {
		const orders = [
			order(9),
			order(10),
			order("late", { created_at: "2026-01-01T01:30:00+01:00", processed_at: "2026-01-01T00:30:00.000Z" }),
			order("undated", { created_at: "soon" }),
		];
		expect(orders.toSorted(compareOrders).map(({ order_id }) => order_id)).toEqual(["late", "undated", 9, 10]);
	});

	it("sorts equal times by the bytes of the ids in UTF-8", () => {
		const id = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: fc.constantFrom("a", "\uE000", "\uFFFD", "😀", "😁") }));
		const bytes = (text: string) => new TextEncoder().encode(text);
		fc.assert(
			fc.property(id, id, (a, b) => {
				const [x, y] = [bytes(a), bytes(b)];
				const at = x.findIndex((byte, index) => byte !== y[index]);
				const expected = at < 0 ? y.length - x.length : (y[at] ?? -1) - (x[at] ?? -1);
				expect(Math.sign(compareOrders(order(a), order(b)))).toBe(Math.sign(expected));
			}),
		);
	});
});

describe("the sort order by a column", () => {
	const sorted = (orders: readonly OrderView[], ...how: Parameters<typeof comparerOf>) =>
		orders.toSorted(comparerOf(...how)).map(({ order_id }) => order_id);

	it("has statuses as orders pass through them, and equal ones by time whatever the direction", () => {
		const orders = [order(1, { status: "DELIVERED" }), order(2, { status: "CANCELLED" }), order(3), order(4)];
		expect(sorted(orders, "newest", { by: "status", direction: "asc" })).toEqual([4, 3, 1, 2]);
		expect(sorted(orders, "newest", { by: "status", direction: "desc" })).toEqual([2, 1, 4, 3]);
		expect(sorted(orders, "oldest", { by: "status", direction: "desc" })).toEqual([2, 1, 3, 4]);
	});

	it("has the ids of customers by their numbers, then the longer ones that are none", () => {
		const orders = [100, "CUST-10", 9, "CUST-9", 10, "ä1"].map((customer_id, id) => order(id, { customer_id }));
		const customers = orders.toSorted(comparerOf("newest", { by: "customer", direction: "asc" })).map(({ customer_id }) => customer_id);
		expect(customers).toEqual([9, 10, 100, "ä1", "CUST-9", "CUST-10"]);
	});

	it("has what waits longest first or last, and what waits for nothing after all others both ways", () => {
		const at = (second: number) => `2026-01-01T00:00:0${second}Z`;
		const orders = [
			order(1, { created_at: at(5) }),
			order(2, { created_at: at(1) }),
			order(3, { status: "DELIVERED", created_at: at(3) }),
			order(4, { status: "CANCELLED", created_at: at(4) }),
			order(5, { created_at: "soon", processed_at: "2026-01-01T00:00:02.000Z" }),
		];
		expect(sorted(orders, "newest", { by: "waiting", direction: "desc" })).toEqual([2, 5, 1, 4, 3]);
		expect(sorted(orders, "newest", { by: "waiting", direction: "asc" })).toEqual([1, 5, 2, 4, 3]);
	});

	it("has items by their units", () => {
		const items = (...quantities: number[]) => ({ items: quantities.map((quantity) => ({ product_id: "P", price: 1, quantity })) });
		const orders = [order(1, items(2)), order(2, items(1, 3)), order(3)];
		expect(sorted(orders, "newest", { by: "items", direction: "desc" })).toEqual([2, 1, 3]);
	});

	it("is one order: no two orders are equal in it, and it agrees with itself", () => {
		const anyOrder = fc.record({ id: fc.integer({ min: 1, max: 9 }), amount: fc.constantFrom(1, 2), flagged: fc.boolean() });
		const how = fc.record({ by: fc.constantFrom(...ORDER_SORT_COLUMNS), direction: fc.constantFrom(...SORT_DIRECTIONS) });
		fc.assert(
			fc.property(anyOrder, anyOrder, anyOrder, how, (x, y, z, sort) => {
				const [a, b, c] = [x, y, z].map(({ id, ...fields }) => order(id, fields)) as [OrderView, OrderView, OrderView];
				const compare = comparerOf("newest", sort);
				expect(Math.sign(compare(a, b))).toBe(0 - Math.sign(compare(b, a)));
				if (a.order_id !== b.order_id) expect(compare(a, b)).not.toBe(0);
				if (compare(a, b) < 0 && compare(b, c) < 0) expect(compare(a, c)).toBeLessThan(0);
			}),
		);
	});
});
