/** Random orders for the producer: what a shop of the catalog might take in. */

// The locale's own entry loads in a fifth of the time of the package's main one, which brings every locale.
import { faker } from "@faker-js/faker/locale/en";
import type { Order, OrderItem } from "@orderdeck/contracts/events";
import { CATALOG_CURRENCY } from "@orderdeck/contracts/inventory/entities";
import { minorUnits } from "@orderdeck/contracts/money";
import { CATALOG } from "../domain/catalog.ts";
import { hashOf } from "../domain/hash.ts";
import { amountOf } from "../domain/new-order.ts";

/** The order with this id, made at `createdAt` (ISO 8601). */
export type OrderGenerator = (orderId: number, createdAt: string) => Order;

const COUNTRIES = ["US", "CA", "DE", "IN", "GB", "FR", "CN", "BR"] as const;
const FIRST_CUSTOMER = 1000;
const CUSTOMERS = 9000;
/** First names, and as many last names: together enough for every customer. */
const NAMES = 100;
const MOST_CENTS = 500_00;
const MOST_ITEMS = 3;
const MOST_UNITS = 3;
/** Seeding takes as long as some hundred draws, so orders are drawn for this many ids together. */
const DRAWN_TOGETHER = 64;

/**
 * An order depends on nothing but the seed and its id: a run can be repeated exactly, and a restart or a second producer with the same
 * seed goes on with new orders. A customer always has the same email address.
 */
export function createOrderGenerator({ seed }: { readonly seed: number }): OrderGenerator {
	const nameOf = drawNames(seed);
	let block = -1;
	let drawn: readonly Drawn[] = [];

	function drawnFor(orderId: number): Drawn {
		const wanted = Math.floor(orderId / DRAWN_TOGETHER);
		if (wanted !== block) {
			// faker has one random source per process: it is seeded and read here synchronously, so that no other draw comes between.
			faker.seed(hashOf(`${seed}:orders:${wanted}`));
			drawn = Array.from({ length: DRAWN_TOGETHER }, draw);
			block = wanted;
		}
		const own = drawn[orderId % DRAWN_TOGETHER];
		if (own === undefined) throw new RangeError(`an order id is a whole number from 0 on, not ${orderId}`);
		return own;
	}

	return (orderId, createdAt) => {
		const { customer, country, status, basket } = drawnFor(orderId);
		return {
			order_id: orderId,
			customer_id: FIRST_CUSTOMER + customer,
			amount: amountOf(basket),
			currency: CATALOG_CURRENCY,
			country,
			status,
			created_at: createdAt,
			source: "order-service",
			customer_email: `${nameOf(customer)}@example.com`,
			items: basket.map((item) => ({ ...item })),
		};
	};
}

interface Drawn {
	/** From 0 to CUSTOMERS − 1. */
	readonly customer: number;
	readonly country: (typeof COUNTRIES)[number];
	readonly status: Order["status"];
	readonly basket: readonly OrderItem[];
}

function draw(): Drawn {
	return {
		customer: below(CUSTOMERS),
		country: COUNTRIES[below(COUNTRIES.length)] ?? COUNTRIES[0],
		status: drawStatus(),
		basket: drawBasket(),
	};
}

/** 70 in 100 CREATED, 24 CONFIRMED, 6 CANCELLED. */
function drawStatus(): Order["status"] {
	const percent = below(100);
	if (percent < 70) return "CREATED";
	return percent < 94 ? "CONFIRMED" : "CANCELLED";
}

/** One to three different products, for what is left of the most an order may cost; the cheapest product alone is above the least. */
function drawBasket(): Drawn["basket"] {
	const shelf = [...CATALOG];
	const items: OrderItem[] = [];
	let cents = 0;
	for (let wanted = 1 + below(MOST_ITEMS); wanted > 0; wanted -= 1) {
		const [product] = shelf.splice(below(shelf.length), 1);
		if (product === undefined) break;
		const { product_id, name, price } = product;
		const priceCents = minorUnits({ amount: price, currency: CATALOG_CURRENCY });
		const affordable = Math.min(MOST_UNITS, Math.floor((MOST_CENTS - cents) / priceCents));
		if (affordable < 1) continue;
		const quantity = 1 + below(affordable);
		items.push({ product_id, name, price, quantity });
		cents += priceCents * quantity;
	}
	return items;
}

/** The part before the @ of a customer's address: a name in letters, and the customer's number so that no two are the same. */
function drawNames(seed: number): (customer: number) => string {
	faker.seed(hashOf(`${seed}:customers`));
	const first = Array.from({ length: NAMES }, () => lettersOf(faker.person.firstName()));
	const last = Array.from({ length: NAMES }, () => lettersOf(faker.person.lastName()));
	return (customer) => `${first[customer % NAMES]}.${last[Math.floor(customer / NAMES)]}.${FIRST_CUSTOMER + customer}`;
}

function lettersOf(name: string): string {
	return name.toLowerCase().replaceAll(/[^a-z]/g, "");
}

/** A whole number from 0 to n − 1. */
function below(n: number): number {
	return faker.number.int(n - 1);
}
