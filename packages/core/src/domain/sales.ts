/**
 * Orders and their money by country and currency, as documents hold them. Sums are decimal text: no sum is too large for it, and none depends
 * on which minor unit a currency had when it was stored.
 */

import { countryCode, currencyCode, isCountryCode, isCurrencyCode } from "@orderdeck/contracts/codes";
import type { Order } from "@orderdeck/contracts/events";
import { type Decimal, decimalOf, exactAmount } from "@orderdeck/contracts/money";

export interface Sum {
	readonly orders: number;
	/** Units of the currency, such as "1234.50". */
	readonly sales: string;
}
/** By country, then by currency; what is no code is counted together, as OTHER, so that the document stays small. */
export type SalesByCountry = Readonly<Record<string, Readonly<Record<string, Sum>>>>;

/** The country or currency of what has no code. Amounts of such a currency have no unit: they are counted, and in no sum. */
export const OTHER = "other";

interface Entry {
	readonly country: string;
	readonly currency: string;
	orders: number;
	sales: Decimal;
}

/** Sales that are being added up. */
export class Sales {
	readonly #entries = new Map<string, Entry>();

	/** Adds an order, under its codes in their one form. */
	addOrder({ country, currency, amount }: Pick<Order, "country" | "currency" | "amount">): void {
		const code = currencyCode(currency);
		const money = isCurrencyCode(code) ? { amount, currency: code } : NO_MONEY;
		const place = countryCode(country);
		this.#add({ country: isCountryCode(place) ? place : OTHER, currency: money.currency, orders: 1, sales: exactAmount(money) });
	}

	/** Adds what a document holds. */
	addStored(stored: SalesByCountry): void {
		for (const [country, sums] of Object.entries(stored)) {
			for (const [currency, { orders, sales }] of Object.entries(sums)) {
				this.#add({ country, currency, orders, sales: decimalOf(sales) });
			}
		}
	}

	/** As a document holds it; countries and currencies in the order of the alphabet. */
	stored(): SalesByCountry {
		const byCountry = Map.groupBy(this.entries(), ({ country }) => country);
		return Object.fromEntries(
			[...byCountry].map(([country, entries]) => [
				country,
				Object.fromEntries(entries.map(({ currency, orders, sales }) => [currency, { orders, sales: sales.toFixed() }])),
			]),
		);
	}

	entries(): readonly Readonly<Entry>[] {
		return [...this.#entries.values()].toSorted((a, b) => compare(a.country, b.country) || compare(a.currency, b.currency));
	}

	#add(entry: Entry): void {
		const key = `${entry.country} ${entry.currency}`;
		const sum = this.#entries.get(key);
		if (sum === undefined) this.#entries.set(key, entry);
		else {
			sum.orders += entry.orders;
			sum.sales = sum.sales.plus(entry.sales);
		}
	}
}

const NO_MONEY = { amount: 0, currency: OTHER };

function compare(a: string, b: string): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}
