/** The Overview's figures of a window, computed from its minutes, hours or days. */

import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import { type MoneySums, moneyOf, sumByCurrency } from "@orderdeck/contracts/money";
import type { EventType } from "@orderdeck/contracts/topics";

/** A minute, an hour or a day: it is named by the minute in which it begins. */
export type Slot = Pick<MinutePoint, "minute" | "orders" | "sales" | "by_currency" | "by_country" | "events">;

export interface WindowFigures {
	readonly slots: readonly Slot[];
	readonly orders: number;
	/** True where there were more, which are not known. */
	readonly atLeast: boolean;
	/** Its `amount` is in the currency of the minutes' sales. */
	readonly sales: MoneySums;
	/** Orders in that currency. */
	readonly ordersInCurrency: number;
	readonly events: Readonly<Partial<Record<EventType, number>>>;
	readonly byCountry: readonly { readonly country: string; readonly orders: number; readonly sales: MoneySums }[];
}

function sumInto<K extends string>(sums: Partial<Record<K, number>>, add: Partial<Record<K, number>>): void {
	for (const key in add) sums[key] = (sums[key] ?? 0) + (add[key] ?? 0);
}

function sumsIn(currency: string, parts: readonly Readonly<Record<string, number>>[]): MoneySums {
	const by_currency = sumByCurrency(parts.flatMap(moneyOf));
	return { amount: by_currency[currency] ?? 0, currency, by_currency };
}

function total(counts: readonly number[]): number {
	return counts.reduce((sum, count) => sum + count, 0);
}

/** Sums over the slots; countries by sales in the currency, most first, then by orders. */
export function windowFigures(slots: readonly Slot[], currency: string): WindowFigures {
	const events: Partial<Record<EventType, number>> = {};
	for (const slot of slots) sumInto(events, slot.events);
	const parts = slots.flatMap((slot) => Object.entries(slot.by_country).map(([country, part]) => ({ country, ...part })));
	const byCountry = [...Map.groupBy(parts, ({ country }) => country)].map(([country, own]) => {
		const orders = total(own.map((part) => part.orders));
		const sums = own.map(({ by_currency }) => by_currency);
		return { country, orders, sales: sumsIn(currency, sums) };
	});
	const sums = byCountry.map(({ sales }) => sales.by_currency);
	return {
		slots,
		orders: total(slots.map(({ orders }) => orders)),
		atLeast: false,
		sales: sumsIn(currency, sums),
		ordersInCurrency: total(slots.map(({ by_currency }) => by_currency[currency]?.orders ?? 0)),
		events,
		byCountry: byCountry.toSorted((a, b) => b.sales.amount - a.sales.amount || b.orders - a.orders),
	};
}

export interface WindowOptions {
	/** In minutes. */
	readonly window: number;
	/** Of the minutes' sales. */
	readonly currency: string;
}

/** The requested window, and as many minutes before it. */
export function splitWindows(
	minutes: readonly Slot[],
	{ window, currency }: WindowOptions,
): { readonly now: WindowFigures; readonly before: WindowFigures } {
	return {
		now: windowFigures(minutes.slice(-window), currency),
		before: windowFigures(minutes.slice(-2 * window, -window), currency),
	};
}

/** The charges that succeeded, of those that were attempted and have ended, as a share of one; undefined where there were none. */
export function paidShare({ events }: Pick<MinutePoint, "events">): number | undefined {
	const { PAYMENT_PROCESSED: paid = 0, PAYMENT_FAILED: declined = 0 } = events;
	return paid + declined === 0 ? undefined : paid / (paid + declined);
}

/**
 * Minutes for a line: without the running one, which would always look like a fall, unless it is all there is.
 * `at` in ms since the epoch.
 */
export function wholeMinutes(minutes: readonly Slot[], at: number): readonly Slot[] {
	const whole = minutes.filter((minute) => minute.minute + 60_000 <= at);
	return whole.some((minute) => minute.orders > 0) ? whole : minutes;
}
