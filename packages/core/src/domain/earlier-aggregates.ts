/**
 * Totals as an earlier version stored them: one sum in hundredths, whatever the currencies. The embedded store counts again when it opens such
 * a file (adapters/sqlite/upgrades); a document in Couchbase that is still in that form is read as the base currency.
 */

import { decimalOf } from "@orderdeck/contracts/money";
import type { Counts } from "./aggregates.ts";

export type EarlierForm<T extends Counts> = Omit<T, "by_country"> & {
	readonly cents: number;
	readonly by_country: Readonly<Record<string, { readonly orders: number; readonly cents: number }>>;
};

/** The document by currency: as it is, or with all its money in the base currency. */
export function inCurrencies<T extends Counts>(counts: T | EarlierForm<T>, baseCurrency: string): T {
	if (!isEarlier(counts)) return counts;
	const { cents: _cents, ...rest } = counts;
	const by_country = Object.fromEntries(
		Object.entries(counts.by_country).map(([country, { orders, cents }]) => [
			country,
			{ [baseCurrency]: { orders, sales: decimalOf(cents).div(100).toFixed() } },
		]),
	);
	// The other fields are those of T; the compiler cannot follow that through Omit.
	return { ...rest, by_country } as unknown as T;
}

function isEarlier<T extends Counts>(counts: T | EarlierForm<T>): counts is EarlierForm<T> {
	return "cents" in counts;
}
