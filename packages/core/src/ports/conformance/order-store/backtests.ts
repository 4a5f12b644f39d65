/** What a backtest reads of orders. */
import { createdAt } from "@orderdeck/contracts/orders/order-values";
import fc from "fast-check";
import { expect } from "vitest";
import { factsOf } from "../../../domain/backtest/order-facts.ts";
import type { Collections } from "../../documents.ts";
import { BadCursor } from "../../errors.ts";
import { orderArbitrary } from "../../order-store.model.ts";
import { order } from "../../order-store.samples.ts";
import { ensure, fill, one, pages, replace, type Test } from "./subject.ts";

const ALL = { from: "2025-01-01T00:00:00Z", to: "2027-12-31T00:00:00Z" };

export function backtests(test: Test): void {
	test("scans what rules look at, oldest created first, with the ids as the orders state them", async ({ store }) => {
		const ahead = { created_at: "2026-01-02T00:00:00+00:00", processed_at: "2026-01-01T00:00:01.000Z" };
		const orders = [
			order(2, { created_at: "2026-01-01T00:00:00Z", currency: "eur", country: "DE" }),
			order("10", { created_at: "2026-01-01T00:00:00Z", customer_id: "CUST-1" }),
			order(1, ahead),
			order(4, { created_at: "2026-01-03T00:00:00Z", amount: 10, status: "CANCELLED", cancel: { cause: "ARRIVED_CANCELLED", reason: "" } }),
			order(5, { created_at: "2026-01-04T00:00:00Z", status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "" } }),
			order(6, { created_at: "2026-01-05T00:00:00Z" }),
		];
		const unseen = { order_id: "u", status: "PAID", updated_at: "", flagged: false, lifecycle: [] } satisfies Collections["orders"];
		await fill(store, orders);
		await store.write([ensure("orders", "u", unseen)]);
		const range = { from: "2026-01-01T00:00:00Z", to: "2026-01-04T00:00:00Z" };
		const scanned = await pages((cursor) => store.scanFacts(range, { limit: 2, cursor }));
		expect(scanned.map(({ order_id }) => order_id)).toEqual(["10", 2, 1, 4, 5]);
		expect(scanned.slice(1, 4)).toEqual([
			{
				order_id: 2,
				customer: "1000",
				amount: 249.99,
				currency: "eur",
				country: "DE",
				created: Date.UTC(2026, 0, 1),
				status: "CREATED",
				arrived_cancelled: false,
			},
			{ ...factsOf(order(1)), created: Date.UTC(2026, 0, 1, 0, 0, 1) },
			{
				...factsOf(order(4)),
				amount: 10,
				created: Date.UTC(2026, 0, 3),
				status: "CANCELLED",
				arrived_cancelled: true,
			},
		]);
		expect(scanned.at(-1)?.arrived_cancelled).toBe(false);
		const { cas, doc } = await one(store, "orders", "2");
		await store.write([replace("orders", "2", { ...doc, status: "DELIVERED" }, cas)]);
		expect((await store.scanFacts(range, { limit: 2 })).items.at(-1)?.status).toBe("DELIVERED");
	});

	test("refuses the cursor of another scan", async ({ store }) => {
		await fill(store, [order(1), order(2)]);
		const { next: cursor } = await store.scanFacts(ALL, { limit: 1 });
		await expect(store.scanFacts({ ...ALL, from: "2025-01-02T00:00:00Z" }, { limit: 1, cursor })).rejects.toBeInstanceOf(BadCursor);
	});

	test("scans every order once as its view has it, whatever the orders", async ({ store }) => {
		const [orders = []] = fc.sample(fc.uniqueArray(orderArbitrary, { selector: ({ order_id }) => order_id, minLength: 30 }), {
			numRuns: 1,
			seed: 7,
		});
		await fill(store, orders);
		const scanned = await pages((cursor) => store.scanFacts(ALL, { limit: 7, cursor }));
		const compare = (a: string, b: string) => Number(a > b) - Number(a < b);
		const sorted = orders.toSorted((a, b) => createdAt(a) - createdAt(b) || compare(String(a.order_id), String(b.order_id)));
		expect(scanned).toEqual(sorted.map(factsOf));
	});
}
