import { only } from "@orderdeck/contracts/input";
import type { ProductView } from "@orderdeck/contracts/inventory/entities";
import { type ORDER_FILTERS, ORDER_SORT_COLUMNS, orderFilterShape } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOON } from "../../testing/order-fixture.ts";
import { checkDraft, draftTotal, emptyDraft } from "./draft-order.ts";
import { filtersOf, orderSearchSchema, sortingOf } from "./order-filters.ts";

describe("filters in the address", () => {
	it("are read back as they stand there", () => {
		const search = orderSearchSchema.parse({ status: "PAID,SHIPPED", country: "DE,GB", minAmount: "200", flagged: "true", q: "hub" });
		expect(filtersOf(search, NOON)).toEqual({
			status: ["PAID", "SHIPPED"],
			country: ["DE", "GB"],
			minAmount: 200,
			flagged: true,
			q: "hub",
		});
	});

	it("are the API's filters again, however they are set: the link printed and read", () => {
		const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });
		const instant = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true }).map((date) => date.toISOString());
		const text = fc.string({ minLength: 1, maxLength: 100 }).filter((each) => /\S/.test(each));
		const filters = fc.record(
			{
				status: someOf(ORDER_STATUSES),
				cause: someOf(CANCEL_CAUSES),
				country: someOf(["US", "DE", "BR"]),
				minAmount: fc.double({ min: 0, max: 1e9, noNaN: true }),
				maxAmount: fc.integer({ min: 0, max: 1e9 }),
				from: instant,
				to: instant,
				flagged: fc.boolean(),
				customer: text,
				stuck: fc.constant(true),
				q: text,
			} satisfies { readonly [P in keyof typeof ORDER_FILTERS]: fc.Arbitrary<unknown> },
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(filters, (given) => {
				const link = new URLSearchParams(Object.entries(given).map(([name, value]) => [name, String(value)])).toString();
				const read = filtersOf(orderSearchSchema.parse(Object.fromEntries(new URLSearchParams(link))), NOON);
				expect(read).toEqual(given);
				expect(only(orderFilterShape).safeParse(read).success).toBe(true);
			}),
		);
	});

	it.each(ORDER_SORT_COLUMNS)("keep that the list is sorted by %s, both ways", (by) => {
		const sorting = (direction?: string) => sortingOf(orderSearchSchema.parse({ sort: by, direction }));
		expect(sorting()).toEqual({ order: "newest", sort: { by, direction: "asc" } });
		expect(sorting("desc")).toEqual({ order: "newest", sort: { by, direction: "desc" } });
	});

	it("hold why orders were cancelled", () => {
		const search = orderSearchSchema.parse({ cause: "OUT_OF_STOCK,BORED,REQUESTED" });
		expect(filtersOf(search, NOON)).toEqual({ cause: ["OUT_OF_STOCK", "REQUESTED"] });
	});

	it("count a span back from now, and let it win over two ends", () => {
		const search = orderSearchSchema.parse({ since: "1h", from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
		expect(filtersOf(search, NOON)).toEqual({ from: "2024-01-15T11:00:00.000Z", to: "2024-01-15T12:01:00.000Z" });
		const ends = orderSearchSchema.parse({ from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
		expect(filtersOf(ends, NOON)).toEqual({ from: "2020-01-01T00:00:00Z", to: "2020-01-02T00:00:00Z" });
	});

	it("take an id as it is, spaces included", () => {
		const search = orderSearchSchema.parse({ order: " A/1 ", customer: "CUST 1 ", q: " 7" });
		expect(search.order).toBe(" A/1 ");
		expect(filtersOf(search, NOON)).toEqual({ customer: "CUST 1 ", q: " 7" });
	});

	it("leave out what is not understood", () => {
		const search = orderSearchSchema.parse({
			status: "LOST",
			cause: "BORED",
			minAmount: "much",
			flagged: "maybe",
			customer: "  ",
			from: "monday",
			since: "ever",
		});
		expect(filtersOf(search, NOON)).toEqual({});
	});
});

describe("a new order", () => {
	const hub: ProductView = {
		product_id: "PROD-003",
		name: "USB-C Hub",
		price: 34.99,
		on_hand: 10,
		reserved: 0,
		available: 10,
		state: "ok",
		shipped: 0,
		restocked: 0,
		adjusted: 0,
		initial: 10,
		reorder_point: 2,
		restock_due_at: null,
	};

	it("takes the catalog's price and a customer's number or name", () => {
		const draft = { ...emptyDraft(), customerId: " 4127 ", lines: [{ key: 1, productId: "PROD-003", quantity: "3" }] };
		expect(draftTotal(draft, [hub])).toBe(104.97);
		for (const quantity of ["", "some", "9".repeat(400)]) {
			expect(draftTotal({ ...draft, lines: [{ key: 1, productId: "PROD-003", quantity }] }, [hub])).toBe(0);
		}
		expect(checkDraft(draft, [hub])).toMatchObject({
			ok: true,
			order: { customerId: 4127, items: [{ productId: "PROD-003", price: 34.99, quantity: 3 }] },
		});
		expect(checkDraft({ ...draft, customerId: "CUST-001" }, [hub])).toMatchObject({ ok: true, order: { customerId: "CUST-001" } });
	});

	it("reports which field is wrong", () => {
		const checked = checkDraft({ ...emptyDraft(), customerEmail: "nobody" }, [hub]);
		expect(checked).toMatchObject({
			ok: false,
			errors: { customerId: "Enter a customer id", customerEmail: "must be an email address", items: "Add at least one item" },
		});
	});
});
