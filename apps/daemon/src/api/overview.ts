/** The Overview's figures: totals, minutes without holes, and what waits before each step. Pure. */

import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import { GROUPS } from "@orderdeck/contracts/topics";
import type { z } from "zod";

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
		return byMinute.get(minute) ?? { minute, orders: 0, sales: 0, by_country: {}, events: {}, cancelled: {} };
	});
}

/** What waits: before payment, inventory and shipping what the groups have not consumed; before delivery the shipments in progress. */
export function waitingByStep(
	lags: readonly GroupLag[],
	underway: { readonly orders: number; readonly amount: number },
): Overview["waiting"] {
	const behind = (group: string) => {
		const waiting = lags.find((lag) => lag.group === group)?.waiting;
		return { orders: waiting?.orders ?? 0, amount: waiting?.amount ?? 0 };
	};
	return {
		payment: behind(GROUPS.payments),
		inventory: behind(GROUPS.inventory),
		shipping: behind(GROUPS.shipping),
		delivery: { orders: underway.orders, amount: underway.amount },
	};
}
