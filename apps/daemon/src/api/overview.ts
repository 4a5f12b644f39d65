/** The Overview's figures: the window, its minutes without holes, and what orders wait for. Pure. */

import { type MinutePoint, WAITING_STATUSES } from "@orderdeck/contracts/analytics/entities";
import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import type { OpenOrders } from "@orderdeck/core/ports/queries/orders";
import type { z } from "zod";
import { sumsOf } from "./sums.ts";

export type Overview = z.infer<typeof overviewSchema>;

const MINUTE_MS = 60_000;

/** The beginning of the first minute of a window of `minutes` and the one before it; the present minute is the last. */
export function windowStart(now: number, minutes: number): number {
	return (Math.floor(now / MINUTE_MS) - 2 * minutes + 1) * MINUTE_MS;
}

/** Every minute from `from` on, oldest first: one in which nothing happened stands there with zeros. */
export function everyMinute(known: readonly MinutePoint[], from: number, count: number): MinutePoint[] {
	const byMinute = new Map(known.map((point) => [point.minute, point]));
	return Array.from({ length: count }, (_, index) => {
		const minute = from + index * MINUTE_MS;
		return byMinute.get(minute) ?? { minute, orders: 0, sales: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} };
	});
}

/** A window of `minutes` at `now` (ms since the epoch) as the dates of a list of orders, both inclusive. */
export function windowDates(now: number, minutes: number): { readonly from: string; readonly to: string } {
	const end = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS;
	return { from: new Date(end - minutes * MINUTE_MS).toISOString(), to: new Date(end - 1).toISOString() };
}

/** The orders in progress by what they wait for. */
export function waitingByStep(open: readonly OpenOrders[], baseCurrency: string): Overview["waiting"] {
	const waitingIn = (statuses: readonly OrderStatus[]) => {
		const { count, ...sums } = sumsOf(
			open.filter(({ status }) => statuses.includes(status)),
			baseCurrency,
		);
		return { orders: count, ...sums };
	};
	return {
		payment: waitingIn(WAITING_STATUSES.payment),
		inventory: waitingIn(WAITING_STATUSES.inventory),
		shipping: waitingIn(WAITING_STATUSES.shipping),
		delivery: waitingIn(WAITING_STATUSES.delivery),
	};
}
