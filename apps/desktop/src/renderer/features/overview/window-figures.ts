/** The Overview's figures of a window, computed from its minutes. */

import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import type { EventType } from "@orderdeck/contracts/topics";

export interface WindowFigures {
	readonly minutes: readonly MinutePoint[];
	readonly orders: number;
	readonly sales: number;
	readonly events: Readonly<Partial<Record<EventType, number>>>;
	readonly cancelled: Readonly<Partial<Record<CancelCause, number>>>;
	readonly byCountry: readonly { readonly country: string; readonly orders: number; readonly sales: number }[];
}

function sumInto<K extends string>(sums: Partial<Record<K, number>>, add: Partial<Record<K, number>>): void {
	for (const key in add) sums[key] = (sums[key] ?? 0) + (add[key] ?? 0);
}

/** Sums over the minutes; countries by sales, most first. Money is summed in cents. */
export function windowFigures(minutes: readonly MinutePoint[]): WindowFigures {
	const events: Partial<Record<EventType, number>> = {};
	const cancelled: Partial<Record<CancelCause, number>> = {};
	const countries = new Map<string, { orders: number; cents: number }>();
	let orders = 0;
	let cents = 0;
	for (const minute of minutes) {
		orders += minute.orders;
		cents += Math.round(minute.sales * 100);
		sumInto(events, minute.events);
		sumInto(cancelled, minute.cancelled);
		for (const [country, part] of Object.entries(minute.by_country)) {
			const known = countries.get(country) ?? { orders: 0, cents: 0 };
			countries.set(country, { orders: known.orders + part.orders, cents: known.cents + Math.round(part.sales * 100) });
		}
	}
	const byCountry = [...countries].map(([country, sum]) => ({ country, orders: sum.orders, sales: sum.cents / 100 }));
	return { minutes, orders, sales: cents / 100, events, cancelled, byCountry: byCountry.toSorted((a, b) => b.sales - a.sales) };
}

/** The requested window, and as many minutes before it. */
export function splitWindows(
	minutes: readonly MinutePoint[],
	window: number,
): { readonly now: WindowFigures; readonly before: WindowFigures } {
	return { now: windowFigures(minutes.slice(-window)), before: windowFigures(minutes.slice(-2 * window, -window)) };
}

/** Orders that should be charged: all but those that arrived cancelled. */
export function chargeable(figures: WindowFigures): number {
	return Math.max(0, figures.orders - (figures.cancelled.ARRIVED_CANCELLED ?? 0));
}

/** Paid orders of those that should be, as a share of one; undefined when there is none. Paid a minute later than created may pass 1. */
export function paidShare(figures: WindowFigures): number | undefined {
	const of = chargeable(figures);
	return of === 0 ? undefined : Math.min(1, (figures.events.PAYMENT_PROCESSED ?? 0) / of);
}

/**
 * Minutes for a line: without the running one, which would always look like a fall, unless it is all there is.
 * `at` in ms since the epoch.
 */
export function wholeMinutes(minutes: readonly MinutePoint[], at: number): readonly MinutePoint[] {
	const whole = minutes.filter((minute) => minute.minute + 60_000 <= at);
	return whole.some((minute) => minute.orders > 0) ? whole : minutes;
}
