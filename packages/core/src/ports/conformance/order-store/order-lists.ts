/** Lists of orders: order, filters, search, pages and cursors. */

import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { compareOrders, matchesOrder, type OrderFilter } from "@orderdeck/contracts/orders/order-list";
import fc from "fast-check";
import { expect } from "vitest";
import type { Collections } from "../../documents.ts";
import { BadCursor } from "../../errors.ts";
import { filterArbitrary, orderArbitrary, searchAmong } from "../../order-store.model.ts";
import { order } from "../../order-store.samples.ts";
import { all, ensure, fill, idsOf, one, pages, replace, type Test } from "./subject.ts";

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
			{ status: "CANCELLED" },
			{ status: "SHIPPED", flagged: true },
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
		await expect(store.listAudit({ limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
		await expect(
			store.scanOrders({ from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z" }, { limit: 1, cursor }),
		).rejects.toBeInstanceOf(BadCursor);
		await expect(store.listAlerts({ state: "OPEN", order: "worst" }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
	});
}

export function orderListProperty(test: Test): void {
	test("pages put together are all orders that match, sorted, each once", async ({ store }) => {
		let known: OrderView[] = [];
		await fc.assert(
			fc.asyncProperty(
				fc.array(orderArbitrary, { maxLength: 12 }),
				filterArbitrary,
				fc.integer({ min: 1, max: 7 }),
				async (more, filter, limit) => {
					const fresh = more.filter(({ order_id }) => !known.some((each) => each.order_id === order_id));
					const added = [...new Map(fresh.map((each) => [each.order_id, each])).values()];
					await fill(store, added);
					known = [...known, ...added];
					const expected = known.filter((each) => matchesOrder(each, filter, searchAmong(known, filter.q))).toSorted(compareOrders);
					const listed = await all(store, filter, limit);
					expect(listed.map(({ order_id }) => order_id)).toEqual(expected.map(({ order_id }) => order_id));
				},
			),
			{ numRuns: 60 },
		);
	});
}
