/**
 * The out-of-stock rate: of the orders whose stock was checked in the last ten minutes, the share that was cancelled as OUT_OF_STOCK. It is
 * entered at one limit and left below a lower one, so that a rate that hovers does not flap. Decided from the minutes that analytics has stored:
 * the same in every process, and after a restart.
 */
import type { OutOfStock, StockState, StockStatus } from "@orderdeck/contracts/inventory/entities";
import { MINUTE_MS, type MinuteBucket } from "./aggregates.ts";
import { isoOf } from "./instant.ts";

export const WINDOW_MINUTES = 10;
/** At least this share, and so many orders that chance does not explain it. */
const HIGH_PERCENT = 5;
const HIGH_ORDERS = 5;
const OK_PERCENT = 2;

export interface CheckedOrders {
	/** Reserved, or refused for want of stock. */
	readonly checked: number;
	readonly outOfStock: number;
}

type Minute = Pick<MinuteBucket, "minute" | "events" | "cancelled">;

/** The beginning of the first minute of the window that ends at `at`, whose own minute is the last. In ms since the epoch. */
export function windowFrom(at: number): number {
	return (Math.floor(at / MINUTE_MS) - WINDOW_MINUTES + 1) * MINUTE_MS;
}

/** What was checked in the window that ends at `at`; minutes outside it count nothing. */
export function checkedOrders(minutes: readonly Minute[], at: number): CheckedOrders {
	const within = minutes.filter(({ minute }) => minute >= windowFrom(at) && minute <= at);
	return within.reduce<CheckedOrders>(
		({ checked, outOfStock }, { events, cancelled }) => ({
			checked: checked + (events.INVENTORY_RESERVED ?? 0) + (events.INVENTORY_FAILED ?? 0),
			outOfStock: outOfStock + (cancelled.OUT_OF_STOCK ?? 0),
		}),
		{ checked: 0, outOfStock: 0 },
	);
}

/** Since when the rate is high, ms; undefined while it is not. A window without orders changes nothing. */
export function highSince(before: number | undefined, { checked, outOfStock }: CheckedOrders, at: number): number | undefined {
	if (checked === 0) return before;
	if (before !== undefined) return 100 * outOfStock < OK_PERCENT * checked ? undefined : before;
	return outOfStock >= HIGH_ORDERS && 100 * outOfStock >= HIGH_PERCENT * checked ? at : undefined;
}

/** The same for a process that begins to look at `at`: as if it had looked at the end of each minute that is stored. */
export function highSinceStored(minutes: readonly Minute[], at: number): number | undefined {
	const ends = [...new Set(minutes.map(({ minute }) => minute + MINUTE_MS - 1))].filter((end) => end < at).toSorted((a, b) => a - b);
	return [...ends, at].reduce<number | undefined>((high, end) => highSince(high, checkedOrders(minutes, end), end), undefined);
}

/** How stock stands; `undefined` for what cannot be read. */
export function stockStatus(
	at: number,
	known: { readonly states: readonly StockState[]; readonly orders: CheckedOrders; readonly high: number | undefined } | undefined,
): StockStatus {
	if (known === undefined) return { at: isoOf(at), products: null, orders: outOfStock({ checked: 0, outOfStock: 0 }, undefined) };
	const count = (state: StockState) => known.states.filter((each) => each === state).length;
	return {
		at: isoOf(at),
		products: { ok: count("ok"), low: count("low"), out: count("out") },
		orders: outOfStock(known.orders, known.high),
	};
}

function outOfStock({ checked, outOfStock }: CheckedOrders, high: number | undefined): OutOfStock {
	const figures = { checked, out_of_stock: outOfStock, window_minutes: WINDOW_MINUTES };
	if (checked === 0) return { state: "unknown", rate: null, ...figures, since: null };
	const rate = outOfStock / checked;
	return high === undefined ? { state: "ok", rate, ...figures, since: null } : { state: "high", rate, ...figures, since: isoOf(high) };
}
