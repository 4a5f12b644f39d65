/** The order list in its plainest form, and data to compare it on: few values each, so that ties and matches are many. */
import { ORDER_STATUSES, type OrderView } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { instantOf } from "../domain/instant.ts";
import { order } from "./order-store.samples.ts";
import type { OrderFilter } from "./order-store.ts";

const INSTANTS = [
	"2026-01-01T00:00:00Z",
	"2026-01-01T00:00:00.500Z",
	"2026-01-01T01:00:00+01:00",
	"2026-01-02T10:30:00.123456Z",
	"2026-01-03T00:00:00",
];
const COUNTRIES = ["US", "DE", "BR"];
const AMOUNTS = [10, 99.99, 300, 300.01, 500];
const CUSTOMERS = [1, 2, "CUST-1"];
const EMAILS = ["ann@example.com", "Bob@Example.org", undefined];
const NAMES = ["Laptop Stand", "USB-C Hub", undefined];

export const orderArbitrary: fc.Arbitrary<OrderView> = fc
	.record({
		id: fc.integer({ min: 1, max: 400 }),
		created_at: fc.constantFrom(...INSTANTS),
		country: fc.constantFrom(...COUNTRIES),
		amount: fc.constantFrom(...AMOUNTS),
		customer_id: fc.constantFrom(...CUSTOMERS),
		status: fc.constantFrom(...ORDER_STATUSES),
		flagged: fc.boolean(),
		email: fc.constantFrom(...EMAILS),
		name: fc.constantFrom(...NAMES),
	})
	.map(({ id, email, name, ...fields }) =>
		order(id, {
			...fields,
			...(email === undefined ? {} : { customer_email: email }),
			items: [{ product_id: "P", price: 1, quantity: 1, ...(name === undefined ? {} : { name }) }],
		}),
	);

const someOf = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 });

export const filterArbitrary: fc.Arbitrary<OrderFilter> = fc.record(
	{
		status: someOf(ORDER_STATUSES),
		country: someOf(COUNTRIES),
		minAmount: fc.constantFrom(...AMOUNTS),
		maxAmount: fc.constantFrom(...AMOUNTS),
		from: fc.constantFrom(...INSTANTS),
		to: fc.constantFrom(...INSTANTS),
		flagged: fc.boolean(),
		customer: fc.constantFrom(...CUSTOMERS.map(String)),
		q: fc.constantFrom("1", "2", "7", "CUST-1", "example", "usb", "nothing like it"),
	},
	{ requiredKeys: [] },
);

export function matches(each: OrderView, filter: OrderFilter, all: readonly OrderView[]): boolean {
	const { status, country, minAmount, maxAmount, from, to, flagged, customer, q } = filter;
	const { amount, created_at } = each;
	return (
		(status?.includes(each.status) ?? true) &&
		(country?.includes(each.country) ?? true) &&
		amount >= (minAmount ?? 0) &&
		amount <= (maxAmount ?? Number.POSITIVE_INFINITY) &&
		(from === undefined || instantOf(created_at) >= instantOf(from)) &&
		(to === undefined || instantOf(created_at) <= instantOf(to)) &&
		(flagged === undefined || each.flagged === flagged) &&
		(customer === undefined || String(each.customer_id) === customer) &&
		(q === undefined || isFound(each, q, all))
	);
}

function isFound(each: OrderView, q: string, all: readonly OrderView[]): boolean {
	const named = (one: OrderView): boolean => String(one.order_id) === q || String(one.customer_id) === q;
	if (all.some(named)) return named(each);
	const texts = [each.customer_email, ...(each.items ?? []).map(({ name }) => name)];
	return texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()) === true);
}

export function newestFirst(a: OrderView, b: OrderView): number {
	const [at, bt] = [instantOf(a.created_at), instantOf(b.created_at)];
	if (at !== bt) return bt - at;
	return String(a.order_id) < String(b.order_id) ? 1 : -1;
}
