import { type Order, orderSchema } from "@orderdeck/contracts/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CATALOG } from "../domain/catalog.ts";
import { amountOf } from "../domain/new-order.ts";
import { createOrderGenerator } from "./order-generator.ts";

const AT = "2026-01-15T12:00:00.000Z";
const PRICES = new Map(CATALOG.map(({ product_id, name, price }) => [product_id, { name, price }]));

function orders(seed: number, count: number, from = 1): Order[] {
	const generate = createOrderGenerator({ seed });
	return Array.from({ length: count }, (_, index) => generate(from + index, AT));
}
function shares(values: readonly string[]): Record<string, number> {
	return Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length / values.length]));
}

describe("a generated order", () => {
	it("keeps to the contract in every field, whatever the seed and the id", () => {
		fc.assert(
			fc.property(fc.integer(), fc.integer({ min: 1, max: 2 ** 40 }), (seed, from) => {
				for (const order of orders(seed, 70, from)) {
					expect(orderSchema.parse(order)).toEqual(order);
					expect([order.currency, order.source, order.created_at]).toEqual(["USD", "order-service", AT]);
					expect(order.customer_id).toBeGreaterThanOrEqual(1000);
					expect(order.customer_id).toBeLessThanOrEqual(9999);
					expect(order.country).toBeOneOf(["US", "CA", "DE", "IN", "GB", "FR", "CN", "BR"]);
					expect(order.amount).toBeGreaterThanOrEqual(10);
					expect(order.amount).toBeLessThanOrEqual(500);
					expect(order.customer_email).toMatch(/^[a-z]+\.[a-z]+\.\d{4}@example\.com$/);
				}
			}),
			{ numRuns: 20 },
		);
	});

	it("costs what its items cost: one to three different products at the catalog's prices", () => {
		for (const { items = [], amount } of orders(7, 2000)) {
			expect(items.length).toBeGreaterThanOrEqual(1);
			expect(items.length).toBeLessThanOrEqual(3);
			expect(new Set(items.map((item) => item.product_id)).size).toBe(items.length);
			for (const { product_id, name, price } of items) expect({ name, price }).toEqual(PRICES.get(product_id));
			expect(amount).toBe(amountOf(items));
		}
	});

	it("comes from every country, has every status in its share, and names every product", () => {
		const all = orders(7, 5000);
		for (const share of Object.values(shares(all.map((order) => order.country)))) expect(share).toBeCloseTo(1 / 8, 1);
		const status = shares(all.map((order) => order.status));
		expect(status.CREATED).toBeCloseTo(0.7, 1);
		expect(status.CONFIRMED).toBeCloseTo(0.24, 1);
		expect(status.CANCELLED).toBeGreaterThan(0.03);
		expect(new Set(all.flatMap((order) => order.items?.map((item) => item.product_id) ?? []))).toEqual(new Set(PRICES.keys()));
	});
});

describe("a run", () => {
	it("can be repeated exactly", () => {
		expect(orders(7, 200)).toEqual(orders(7, 200));
	});

	it("is another one with another seed", () => {
		expect(orders(7, 50)).not.toEqual(orders(8, 50));
	});

	it("does not depend on the order of its ids, nor on another generator beside it", () => {
		const expected = orders(7, 130);
		const one = createOrderGenerator({ seed: 7 });
		const other = createOrderGenerator({ seed: 8 });
		const backwards = expected.toReversed().map((order) => {
			other(Number(order.order_id), AT);
			return one(Number(order.order_id), AT);
		});
		expect(backwards.toReversed()).toEqual(expected);
	});

	it("gives a customer one address", () => {
		const byCustomer = Map.groupBy(orders(7, 10_000), (order) => order.customer_id);
		for (const own of byCustomer.values()) expect(new Set(own.map((order) => order.customer_email)).size).toBe(1);
	});

	it("returns orders that share no objects", () => {
		const generate = createOrderGenerator({ seed: 7 });
		const first = generate(1, AT);
		first.items?.splice(0);
		expect(generate(1, AT).items).not.toEqual([]);
	});

	it("refuses an id that is no id", () => {
		expect(() => createOrderGenerator({ seed: 7 })(1.5, AT)).toThrow(RangeError);
	});
});
