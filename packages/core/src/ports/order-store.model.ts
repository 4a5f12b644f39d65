/** Orders and filters to compare order lists on: few values each, so that ties and matches are many. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, ORDER_STATUSES, type OrderView } from "@orderdeck/contracts/orders/entities";
import type { Search } from "@orderdeck/contracts/orders/order-list";
import { hasId } from "@orderdeck/contracts/orders/order-values";
import { TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { order } from "./order-store.samples.ts";

const INSTANTS = [
	"2026-01-01T00:00:00Z",
	"2026-01-01T00:00:00.500Z",
	"2026-01-01T01:00:00+01:00",
	"2026-01-02T10:30:00.123456Z",
	"2026-01-03T00:00:00",
];
const COUNTRIES = ["US", "DE", "BR"];
const AMOUNTS = [10, 99.99, 300, 300.01, 500];
const CUSTOMERS = [1, 2, 11, "CUST-1"];
const EMAILS = ["ann@example.com", "Bob@Example.org", "Ju\u0308rgen@B\u00dcCHER.example", undefined];
const STEPS = ["ORDER_CREATED", "PAYMENT_PROCESSED", "INVENTORY_RESERVED", "SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"] as const;
const NAMES = ["Laptop Stand", "USB-C Hub", undefined];

export const orderArbitrary: fc.Arbitrary<OrderView> = fc
	.record({
		id: fc.oneof(
			{ weight: 9, arbitrary: fc.integer({ min: 1, max: 400 }) },
			{ weight: 1, arbitrary: fc.constantFrom("A-1", "A-10", "\u00e4") },
		),
		created_at: fc.constantFrom(...INSTANTS),
		country: fc.constantFrom(...COUNTRIES),
		amount: fc.constantFrom(...AMOUNTS),
		customer_id: fc.constantFrom(...CUSTOMERS),
		// As orders are: one that is cancelled has a cause, another none.
		state: fc.constantFrom(
			...ORDER_STATUSES.filter((status) => status !== "CANCELLED").map((status) => ({ status })),
			...CANCEL_CAUSES.map((cause) => ({ status: "CANCELLED" as const, cancel: { cause, reason: "" } })),
		),
		processed_at: fc.constantFrom("2025-12-31T23:59:59.000Z", "2026-02-01T00:00:00.000Z"),
		flagged: fc.boolean(),
		email: fc.constantFrom(...EMAILS),
		name: fc.constantFrom(...NAMES),
		quantity: fc.integer({ min: 1, max: 4 }),
		steps: fc.tuple(fc.subarray([...STEPS]), fc.constantFrom(...INSTANTS, "soon")),
	})
	.map(({ id, email, name, quantity, steps: [types, occurred_at], state, ...fields }) =>
		order(id, {
			...fields,
			...state,
			...(email === undefined ? {} : { customer_email: email }),
			lifecycle: types.map((type) => ({ event_id: `${id}:${type}`, type, occurred_at, topic: TOPIC_OF[type], partition: 0, offset: 0 })),
			items: [{ product_id: "P", price: 1, quantity, ...(name === undefined ? {} : { name }) }],
		}),
	);

const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });

export const filterArbitrary: fc.Arbitrary<OrderFilter> = fc.record(
	{
		status: someOf(ORDER_STATUSES),
		cause: someOf(CANCEL_CAUSES),
		country: someOf(COUNTRIES),
		minAmount: fc.constantFrom(...AMOUNTS),
		maxAmount: fc.constantFrom(...AMOUNTS),
		from: fc.constantFrom(...INSTANTS),
		to: fc.constantFrom(...INSTANTS),
		flagged: fc.boolean(),
		customer: fc.constantFrom(...CUSTOMERS.map(String)),
		q: fc.constantFrom("1", "2", "7", "CUST-1", "example", "usb", "j\u00fcrgen", "B\u00fccher", "nothing like it"),
	},
	{ requiredKeys: [] },
);

/** How `q` is meant when the store holds these orders. */
export function searchAmong(orders: readonly OrderView[], q: string | undefined): Search {
	return q !== undefined && orders.some((order) => hasId(order, q)) ? "id" : "text";
}
