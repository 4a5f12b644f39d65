import { orderSchema } from "@orderdeck/contracts/events";
import { createOrderSchema } from "@orderdeck/contracts/orders/requests";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CATALOG } from "./catalog.ts";
import { checkNewOrder, newOrderBody } from "./new-order.ts";

const HUB = { productId: "PROD-003", price: 34.99, quantity: 3 };
const input = (items: object[], more: object = {}) => createOrderSchema.parse({ customerId: "CUST-001", items, ...more });

describe("checkNewOrder", () => {
	it("takes an order at catalog prices, names its items, and computes the amount without rounding noise", () => {
		const checked = checkNewOrder(input([HUB, { productId: "PROD-008", name: "anything", price: 19.99, quantity: 1 }]), CATALOG);
		expect(checked).toEqual({
			ok: true,
			facts: {
				customer_id: "CUST-001",
				country: "US",
				amount: 124.96,
				items: [
					{ product_id: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 3 },
					{ product_id: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 },
				],
			},
		});
	});

	it("reports every problem with its path", () => {
		const checked = checkNewOrder(input([{ ...HUB, price: 1 }, HUB, { ...HUB, productId: "PROD-999" }]), CATALOG);
		expect(checked).toEqual({
			ok: false,
			issues: [
				{ path: ["items", 0, "price"], message: "must be the catalog's price of PROD-003, 34.99" },
				{ path: ["items", 2, "productId"], message: "PROD-999 is not in the catalog" },
			],
		});
	});
});

describe("newOrderBody", () => {
	it("is what travels on the wire", () => {
		const checked = checkNewOrder(input([HUB], { customerEmail: "ada@example.com", country: "DE" }), CATALOG);
		if (!checked.ok) throw new Error("refused");
		const body = newOrderBody(checked.facts, 7, "2026-01-15T12:00:00.000Z");
		expect(body).toEqual({
			order_id: 7,
			customer_id: "CUST-001",
			amount: 104.97,
			currency: "USD",
			country: "DE",
			status: "CREATED",
			created_at: "2026-01-15T12:00:00.000Z",
			source: "orderdeck-api",
			customer_email: "ada@example.com",
			items: [{ product_id: "PROD-003", name: "USB-C Hub", price: 34.99, quantity: 3 }],
		});
	});

	it("is valid for every order that is accepted, with at most two decimals", () => {
		const item = fc.record({ product: fc.constantFrom(...CATALOG), quantity: fc.integer({ min: 1, max: 1000 }) });
		fc.assert(
			fc.property(fc.array(item, { minLength: 1, maxLength: 50 }), (items) => {
				const requested = items.map(({ product, quantity }) => ({ productId: product.product_id, price: product.price, quantity }));
				const checked = checkNewOrder(input(requested), CATALOG);
				if (!checked.ok) throw new Error("refused");
				const body = orderSchema.parse(newOrderBody(checked.facts, 1, "2026-01-15T12:00:00Z"));
				expect(String(body.amount)).toMatch(/^\d+(\.\d{1,2})?$/);
			}),
		);
	});
});
