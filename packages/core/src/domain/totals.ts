/** Totals and minutes as they are shown: the documents of all partitions added up, money by currency. */

import type { MinutePoint, TotalsView } from "@orderdeck/contracts/analytics/entities";
import { leadingCurrency } from "@orderdeck/contracts/money";
import { type Aggregate, type MinuteBucket, sumOf } from "./aggregates.ts";
import { type EarlierForm, inCurrencies } from "./earlier-aggregates.ts";
import { OTHER, Sales, type SalesByCountry } from "./sales.ts";

/** Totals over all partitions. `total_sales` is in the only currency that orders had, or in the base currency. */
export function totalsOf(aggregates: readonly (Aggregate | EarlierForm<Aggregate>)[], baseCurrency: string): TotalsView {
	const { orders, by_country, events, cancelled } = sumOf(aggregates.map((each) => inCurrencies(each, baseCurrency)));
	const by_currency = currenciesOf(by_country);
	const currency = leadingCurrency(Object.keys(by_currency), baseCurrency);
	return {
		total_sales: by_currency[currency]?.sales ?? 0,
		currency,
		order_count: orders,
		by_currency,
		by_country: countriesOf(by_country, currency),
		events,
		cancelled,
	};
}

/**
 * The minutes from `from` (ms) on, over all partitions, oldest first, their `sales` in this currency; a minute in which nothing happened is
 * not among them.
 */
export function minutesOf(
	buckets: readonly (MinuteBucket | EarlierForm<MinuteBucket>)[],
	{ from, currency }: { readonly from: number; readonly currency: string },
): MinutePoint[] {
	const byMinute = Map.groupBy(
		buckets.filter((bucket) => bucket.minute >= from),
		(bucket) => bucket.minute,
	);
	return [...byMinute]
		.toSorted(([a], [b]) => a - b)
		.map(([minute, parts]) => {
			const { orders, by_country, events, cancelled } = sumOf(parts.map((each) => inCurrencies(each, currency)));
			const by_currency = currenciesOf(by_country);
			const sales = by_currency[currency]?.sales ?? 0;
			return { minute, orders, sales, by_currency, by_country: countriesOf(by_country, currency), events, cancelled };
		});
}

/** The sums of each currency over all countries. */
export function currenciesOf(byCountry: SalesByCountry): TotalsView["by_currency"] {
	const sales = new Sales();
	for (const sums of Object.values(byCountry)) sales.addStored({ all: sums });
	return Object.fromEntries(
		sales
			.entries()
			.filter(({ currency }) => currency !== OTHER)
			.map(({ currency, orders, sales }) => [currency, { orders, sales: sales.toNumber() }]),
	);
}

/** The sums of each country, its `sales` in this currency. */
export function countriesOf(byCountry: SalesByCountry, currency: string): TotalsView["by_country"] {
	return Object.fromEntries(
		Object.entries(byCountry).map(([country, sums]) => {
			const orders = Object.values(sums).reduce((count, sum) => count + sum.orders, 0);
			const { [OTHER]: _noUnit, ...money } = sums;
			const by_currency = Object.fromEntries(Object.entries(money).map(([code, { sales }]) => [code, Number(sales)]));
			return [country, { orders, sales: by_currency[currency] ?? 0, by_currency }];
		}),
	);
}
