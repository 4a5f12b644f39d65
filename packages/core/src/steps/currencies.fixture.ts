/** For tests: orders in several currencies, and what the whole pipeline must make of them, whatever the store. */
import type { Order, OrderEvent } from "@orderdeck/contracts/events";
import type { LedgerEntry } from "../adapters/simulated-gateway/ledger.ts";
import { minutesOf, totalsOf } from "../domain/totals.ts";
import { byCurrency } from "../ports/conformance/order-store/subject.ts";
import type { OrderStore } from "../ports/order-store.ts";
import { created } from "./events.fixture.ts";

const ORDERS: readonly Pick<Order, "amount" | "currency" | "country">[] = [
	{ amount: 100, currency: "USD", country: "US" },
	{ amount: 30_000, currency: "JPY", country: "DE" },
	{ amount: 45_000, currency: "JPY", country: "US" },
	// More than 300, and not USD: the default rule is in USD.
	{ amount: 1_000, currency: "jpy", country: "BR" },
	{ amount: 249.99, currency: "EUR", country: "de" },
	{ amount: 1.005, currency: "USD", country: "Atlantis" },
	{ amount: 1.235, currency: "KWD", country: "US" },
	{ amount: 0.1, currency: "KWD", country: "us" },
	{ amount: 500.1, currency: "USD", country: "BR" },
	{ amount: 400.2, currency: " usd ", country: " in " },
	{ amount: 999, currency: "USD", country: "us" },
	{ amount: 9.5, currency: "XXX1", country: "US" },
];

export const ORDERS_IN_CURRENCIES: readonly OrderEvent[] = ORDERS.map((order, id) => created(id + 1, order));

const SALES = {
	EUR: { orders: 1, sales: 249.99 },
	JPY: { orders: 3, sales: 76_000 },
	KWD: { orders: 2, sales: 1.335 },
	USD: { orders: 5, sales: 2000.31 },
};
const TOTALS = {
	total_sales: 2000.31,
	currency: "USD",
	order_count: ORDERS.length,
	by_currency: SALES,
	by_country: {
		BR: { orders: 2, sales: 500.1, by_currency: { JPY: 1_000, USD: 500.1 } },
		DE: { orders: 2, sales: 0, by_currency: { EUR: 249.99, JPY: 30_000 } },
		IN: { orders: 1, sales: 400.2, by_currency: { USD: 400.2 } },
		US: { orders: 6, sales: 1_099, by_currency: { JPY: 45_000, KWD: 1.335, USD: 1_099 } },
		other: { orders: 1, sales: 1.01, by_currency: { USD: 1.01 } },
	},
};

/** What the store must hold once every order is on its way to the customer. */
export const IN_CURRENCIES = {
	totals: TOTALS,
	minute: { sales: 2000.31, by_currency: SALES },
	alerts: { USD: { count: 2, amount: 900.3 } },
	underway: {
		EUR: { count: 1, amount: 249.99 },
		JPY: { count: 3, amount: 76_000 },
		KWD: { count: 2, amount: 1.335 },
		USD: { count: 5, amount: 2000.31 },
		XXX1: { count: 1, amount: 9.5 },
	},
	inUS: ["1", "11", "12", "3", "7", "8"],
};

/** What the provider must have been asked for, by order: whole minor units and the currency. */
export const CHARGED = {
	1: "10000 USD",
	2: "30000 JPY",
	3: "45000 JPY",
	4: "1000 JPY",
	5: "24999 EUR",
	6: "101 USD",
	7: "1235 KWD",
	8: "100 KWD",
	9: "50010 USD",
	10: "40020 USD",
	11: "99900 USD",
	12: "950 XXX1",
};

export function chargedOf(entries: readonly Pick<LedgerEntry, "orderId" | "amountMinor" | "currency">[]): Record<string, string> {
	return Object.fromEntries(entries.map(({ orderId, amountMinor, currency }) => [orderId, `${amountMinor} ${currency}`]));
}

export async function inCurrenciesOf(store: OrderStore) {
	const { events: _events, cancelled: _cancelled, ...totals } = totalsOf(await store.aggregates(), "USD");
	const [minute] = minutesOf(await store.minutes(0), { from: 0, currency: "USD" });
	const inUS = await store.listOrders({ country: ["US"] }, { limit: 100 });
	return {
		totals,
		minute: { sales: minute?.sales, by_currency: minute?.by_currency },
		alerts: byCurrency(await store.alertTotals()),
		underway: byCurrency(await store.openOrders()),
		inUS: inUS.items.map(({ order_id }) => String(order_id)).toSorted(),
	};
}
