/** What the defaults come to: the producer's orders, and a supplier who delivers in time. */
import { CATALOG } from "@orderdeck/core/domain/catalog";
import { type CheckedOrders, highSince } from "@orderdeck/core/domain/out-of-stock";
import { newProduct, type Product, restocked, Shelf, stockLines, stockState } from "@orderdeck/core/domain/stock";
import { createOrderGenerator } from "@orderdeck/core/producer/order-generator";
import { describe, expect, it } from "vitest";
import { type Config, readConfig } from "./config.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");
const HOURS = 6;

/** Hours of orders, each checked as it arrives and dispatched in time. */
function run({ producerRate, restockDelayMs, shipDispatchMs }: Config, seed: number) {
	const orderOf = createOrderGenerator({ seed });
	const products = new Map<string, Product>(CATALOG.map((item) => [item.product_id, newProduct(item)]));
	const dispatches: { readonly at: number; readonly key: string; readonly lines: ReturnType<typeof stockLines> }[] = [];
	let orders: CheckedOrders = { checked: 0, outOfStock: 0 };
	let longestLowMs = 0;
	const lowSince = new Map<string, number>();
	for (let id = 1; id <= producerRate * 3_600 * HOURS; id += 1) {
		const now = T0 + (id * 1_000) / producerRate;
		for (const product of products.values()) {
			if (product.restock_due_at !== null && product.restock_due_at <= now) {
				products.set(product.product_id, restocked(product, product.reorder_quantity));
			}
		}
		const shelf = new Shelf([...products.values()]);
		while (dispatches[0] !== undefined && dispatches[0].at <= now) {
			const { key, lines } = dispatches.shift() as (typeof dispatches)[number];
			shelf.settle(key, lines);
		}
		const { status, items } = orderOf(id, new Date(now).toISOString());
		if (status !== "CANCELLED") {
			const lines = stockLines(items ?? []);
			const isOut = shelf.reserve(String(id), lines) !== undefined;
			orders = { checked: orders.checked + 1, outOfStock: orders.outOfStock + (isOut ? 1 : 0) };
			if (!isOut) dispatches.push({ at: now + shipDispatchMs, key: String(id), lines });
		}
		shelf.reorder(now, restockDelayMs);
		for (const product of shelf.changed()) products.set(product.product_id, product);
		for (const product of products.values()) {
			if (stockState(product) === "ok") lowSince.delete(product.product_id);
			else if (!lowSince.has(product.product_id)) lowSince.set(product.product_id, now);
		}
		for (const since of lowSince.values()) longestLowMs = Math.max(longestLowMs, now - since);
	}
	return { orders, longestLowMs };
}

describe("six hours of the default configuration", () => {
	it.each([1, 2, 3])("have no high out-of-stock rate, and no product is low for longer than a delivery takes (seed %i)", (seed) => {
		const config = readConfig({});
		const { orders, longestLowMs } = run(config, seed);
		expect(orders.checked).toBeGreaterThan(HOURS * 1_000);
		expect(highSince(undefined, orders, T0)).toBeUndefined();
		expect(longestLowMs).toBeLessThanOrEqual(config.restockDelayMs + 2_000);
	});

	it("without deliveries have one", () => {
		expect(highSince(undefined, run(readConfig({ RESTOCK_DELAY_MS: "0" }), 1).orders, T0)).toBe(T0);
	});
});
