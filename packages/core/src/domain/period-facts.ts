/** What a minute or a quarter hour holds beside its counts. It follows from the set of its records, whatever the order in which they arrive. */

import { currencyCode, isCurrencyCode } from "@orderdeck/contracts/codes";
import { exactAmount } from "@orderdeck/contracts/money";
import type { Countable } from "./countable.ts";
import { cancelCauseOf } from "./order-view.ts";

/** The smallest and the largest amount of an order, in units of its currency. */
export interface AmountRange {
	readonly min: number;
	readonly max: number;
}
export interface PeriodFacts {
	/** By currency, in the order of the alphabet; of an order whose currency is no code there is none. */
	readonly amounts: Readonly<Record<string, AmountRange>>;
	/** Events that cancel: of an order that two of them cancel, both. */
	readonly cancellations: number;
	/** Orders flagged: each counts once, at its first alert in the log. */
	readonly flagged: number;
	/** When the log took in the newest record that is counted here, ms since the epoch. */
	readonly revised: number;
}

/** The facts after these records too, which must be new and counted. */
export function factsAfter(facts: Readonly<PeriodFacts> | undefined, records: readonly Countable[]): PeriodFacts {
	const amounts = new Map(Object.entries(facts?.amounts ?? {}));
	let { cancellations, flagged, revised } = facts ?? { cancellations: 0, flagged: 0, revised: 0 };
	for (const { event, timestamp, flags } of records) {
		revised = Math.max(revised, timestamp);
		if (cancelCauseOf(event) !== undefined) cancellations += 1;
		if (flags === true) flagged += 1;
		if (event.type === "ORDER_CREATED") widen(amounts, event.data);
	}
	return { amounts: sorted(amounts), cancellations, flagged, revised };
}

/** The range that covers both; undefined where there is neither. */
export function covering(a: AmountRange | undefined, b: AmountRange | undefined): AmountRange | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) };
}

function widen(amounts: Map<string, AmountRange>, order: { readonly amount: number; readonly currency: string }): void {
	const currency = currencyCode(order.currency);
	if (!isCurrencyCode(currency)) return;
	const amount = exactAmount({ amount: order.amount, currency }).toNumber();
	const range = covering(amounts.get(currency), { min: amount, max: amount });
	if (range !== undefined) amounts.set(currency, range);
}

function sorted(amounts: ReadonlyMap<string, AmountRange>): Record<string, AmountRange> {
	return Object.fromEntries([...amounts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
