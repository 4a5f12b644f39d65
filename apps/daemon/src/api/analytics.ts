/** Totals and the Overview. */
import type { AnalyticsApi } from "@orderdeck/contracts/analytics/api";
import { minutesOf, totalsOf } from "@orderdeck/core/domain/aggregates";
import type { ApiDeps } from "./deps.ts";
import { unavailable } from "./guard.ts";
import { everyMinute, waitingByStep, windowStart } from "./overview.ts";

const NEWEST = 10;

export function analyticsApi({ store, clock, lag }: Pick<ApiDeps, "store" | "clock" | "lag">): AnalyticsApi {
	return {
		async analytics() {
			try {
				const newest = await store.listOrders({}, { limit: NEWEST });
				return { status: "ok", orders: [...newest.items], ...totalsOf(await store.aggregates()) };
			} catch (cause) {
				// Dashboards poll this one: whatever fails here is reported as "try again", not as a defect of the daemon.
				throw unavailable(cause);
			}
		},
		async overview(minutes) {
			const now = clock.now();
			const from = windowStart(now, minutes);
			const totals = totalsOf(await store.aggregates());
			const open = await store.openAlerts();
			return {
				at: new Date(now).toISOString(),
				window_minutes: minutes,
				totals,
				minutes: everyMinute(minutesOf(await store.minutes(from), from), from, 2 * minutes),
				open_alerts: open.count,
				open_alerts_amount: open.amount,
				waiting: waitingByStep(lag.latest()?.groups ?? [], await store.shipmentsUnderway()),
			};
		},
	};
}
