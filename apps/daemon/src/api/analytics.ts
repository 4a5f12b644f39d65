/** Totals and the Overview. */
import type { AnalyticsApi } from "@orderdeck/contracts/analytics/api";
import { minutesOf, totalsOf } from "@orderdeck/core/domain/totals";
import { unresolved } from "./alert-sums.ts";
import type { ApiDeps } from "./deps.ts";
import { unavailable } from "./guard.ts";
import { historyOf } from "./history.ts";
import { everyMinute, waitingByStep, windowDates, windowStart } from "./overview.ts";
import { createStatusCounts } from "./status-counts.ts";
import { sumsOf } from "./sums.ts";

const NEWEST = 10;

type Deps = Pick<ApiDeps, "store" | "clock" | "lag" | "baseCurrency" | "timeZone">;

export function analyticsApi(deps: Deps): AnalyticsApi {
	const { store, clock, baseCurrency } = deps;
	const createdIn = createStatusCounts(deps);
	return {
		analyticsHistory: (range) => historyOf(deps, range),
		async analytics() {
			try {
				const newest = await store.listOrders({}, { limit: NEWEST });
				return { status: "ok", orders: [...newest.items], ...totalsOf(await store.aggregates(), baseCurrency) };
			} catch (cause) {
				// Dashboards poll this one: whatever fails here is reported as "try again", not as a defect of the daemon.
				throw unavailable(cause);
			}
		},
		async overview({ minutes, since }) {
			const now = clock.now();
			const from = windowStart(now, minutes);
			const totals = totalsOf(await store.aggregates(), baseCurrency);
			const alerts = unresolved(await store.alertTotals());
			const open = sumsOf(alerts, baseCurrency);
			const window = { ...windowDates(now, minutes), ...(since === undefined ? {} : { from: since }) };
			return {
				at: new Date(now).toISOString(),
				window_minutes: minutes,
				window_from: window.from,
				window_to: window.to,
				totals,
				minutes: everyMinute(minutesOf(await store.minutes(from), { from, currency: totals.currency }), from, 2 * minutes),
				open_alerts: open.count,
				claimed_alerts: sumsOf(
					alerts.filter(({ state }) => state === "CLAIMED"),
					baseCurrency,
				).count,
				open_alerts_amount: open.amount,
				open_alerts_currency: open.currency,
				open_alerts_by_currency: open.by_currency,
				waiting: waitingByStep(await store.openOrders(), baseCurrency),
				created: await createdIn(window),
			};
		},
	};
}
