/** The Overview's figures: totals, minutes without holes, and what waits before each step. Pure. */

import type { MinutePoint } from "@orderdeck/contracts/analytics/entities";
import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { MoneySums } from "@orderdeck/contracts/money";
import { GROUPS } from "@orderdeck/contracts/topics";
import { nothingWaits } from "@orderdeck/core/domain/waiting";
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
		return byMinute.get(minute) ?? { minute, orders: 0, sales: 0, by_currency: {}, by_country: {}, events: {}, cancelled: {} };
	});
}

/** What waits: before payment, inventory and shipping what the groups have not consumed; before delivery the shipments in progress. */
export function waitingByStep(
	lags: readonly GroupLag[],
	{ count, ...underway }: MoneySums & { readonly count: number },
	baseCurrency: string,
): Overview["waiting"] {
	const behind = (name: string) => {
		const { orders, amount, currency, by_currency } = lags.find(({ group }) => group === name)?.waiting ?? nothingWaits(baseCurrency);
		return { orders, amount, currency, by_currency };
	};
	return {
		payment: behind(GROUPS.payments),
		inventory: behind(GROUPS.inventory),
		shipping: behind(GROUPS.shipping),
		delivery: { orders: count, ...underway },
	};
}
