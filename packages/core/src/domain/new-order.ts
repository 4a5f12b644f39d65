/** A new order as requested by a client, checked against the catalog. */
import type { Issue } from "@orderdeck/contracts/errors";
import type { Order, OrderItem } from "@orderdeck/contracts/events";
import { CATALOG_CURRENCY } from "@orderdeck/contracts/inventory/entities";
import { decimalOf } from "@orderdeck/contracts/money";
import type { createOrderSchema } from "@orderdeck/contracts/orders/requests";
import type { z } from "zod";
import type { CatalogItem } from "./catalog.ts";

export type NewOrder = z.infer<typeof createOrderSchema>;
/** The order without its id, time and source. */
export type NewOrderFacts = Pick<Order, "customer_id" | "customer_email" | "country"> & {
	readonly amount: number;
	readonly items: OrderItem[];
};
export type CheckedOrder = { readonly ok: true; readonly facts: NewOrderFacts } | { readonly ok: false; readonly issues: readonly Issue[] };

/** Every product must be in the catalog and its price the catalog's. All problems are reported together. Names come from the catalog. */
export function checkNewOrder(input: NewOrder, catalog: readonly Omit<CatalogItem, "stock">[]): CheckedOrder {
	const known = new Map(catalog.map((product) => [product.product_id, product]));
	const issues: Issue[] = [];
	const items: OrderItem[] = [];
	for (const [index, { productId, price, quantity }] of input.items.entries()) {
		const product = known.get(productId);
		if (product === undefined) {
			issues.push({ path: ["items", index, "productId"], message: `${productId} is not in the catalog` });
		} else if (price !== product.price) {
			issues.push({ path: ["items", index, "price"], message: `must be the catalog's price of ${productId}, ${product.price}` });
		} else {
			items.push({ product_id: productId, name: product.name, price, quantity });
		}
	}
	if (issues.length > 0) return { ok: false, issues };
	const { customerId: customer_id, customerEmail: customer_email, country } = input;
	return {
		ok: true,
		facts: { customer_id, ...(customer_email === undefined ? {} : { customer_email }), country, amount: amountOf(items), items },
	};
}

/** The body of ORDER_CREATED. `createdAt` is ISO 8601. */
export function newOrderBody(facts: NewOrderFacts, id: number, createdAt: string): Order {
	const { customer_id, customer_email, country, amount, items } = facts;
	return {
		order_id: id,
		customer_id,
		amount,
		currency: CATALOG_CURRENCY,
		country,
		status: "CREATED",
		created_at: createdAt,
		source: "orderdeck-api",
		...(customer_email === undefined ? {} : { customer_email }),
		items,
	};
}

/** Σ price × quantity, exact. */
export function amountOf(items: readonly Pick<OrderItem, "price" | "quantity">[]): number {
	return items.reduce((sum, { price, quantity }) => sum.plus(decimalOf(price).times(quantity)), decimalOf(0)).toNumber();
}
