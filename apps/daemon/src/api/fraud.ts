/** Fraud alerts: the queue, each alert with the status of its order, and how many are in each list. */
import type { FraudApi } from "@orderdeck/contracts/fraud/api";
import { VERDICTS } from "@orderdeck/contracts/fraud/entities";
import { completeAlert, listedAlert } from "@orderdeck/core/domain/alert";
import { alertAt } from "@orderdeck/core/domain/alert-queue";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { dispatchDueAt } from "@orderdeck/core/domain/order-view";
import { DAY_MS } from "@orderdeck/core/domain/quarters";
import type { AlertDocument } from "@orderdeck/core/ports/documents";
import { type AlertTotal, UNRESOLVED } from "@orderdeck/core/ports/queries/fraud";
import { alertDetails, type FraudDeps } from "./alert-details.ts";
import { unresolved } from "./alert-sums.ts";
import { sumsOf } from "./sums.ts";

/** Below so many resolved alerts, a share of them states nothing. */
const LEAST_RESOLVED = 10;

export function fraudApi(deps: FraudDeps): FraudApi {
	const { store, baseCurrency, clock } = deps;

	async function listed(alerts: readonly AlertDocument[], isListed: (state: AlertDocument["state"]) => boolean) {
		const now = clock.now();
		const orders = await store.get(
			"orders",
			alerts.map(({ order_id }) => String(order_id)),
		);
		return alerts.flatMap((stored, index) => {
			const alert = alertAt(completeAlert(stored, baseCurrency), now);
			const order = orders[index]?.doc;
			const known = order !== undefined && isWhole(order) ? order : undefined;
			// A claim that is over is none, whether or not that has been recorded.
			if (!isListed(alert.state)) return [];
			const order_status = known?.status ?? null;
			return [{ ...listedAlert(alert), order_status, dispatch_due_at: known === undefined ? null : dispatchDueAt(known) }];
		});
	}

	return {
		async listAlerts({ limit, cursor, state, order, ...filter }) {
			const states = state ?? UNRESOLVED;
			const page = await store.listAlerts({ ...filter, states, order }, { limit, cursor });
			const open = sumsOf(unresolved(await store.alertTotals()), baseCurrency);
			return {
				alerts: await listed(page.items, (each) => states.includes(each) && (filter.claimedBy === undefined || each === "CLAIMED")),
				nextCursor: page.next ?? null,
				open: open.count,
				open_amount: open.amount,
				open_currency: open.currency,
				open_by_currency: open.by_currency,
			};
		},

		async alertCounts({ name }) {
			const now = clock.now();
			const [totals, mine, hours] = await Promise.all([
				store.alertTotals(),
				store.claimedTotals(name, now),
				store.ruleHours(now - 7 * DAY_MS),
			]);
			const sum = (isIn: (total: AlertTotal) => boolean) => alertSum(totals.filter(isIn), baseCurrency);
			const verdicts = new Map(VERDICTS.map((verdict) => [verdict, countOf(hours.filter(({ outcome }) => outcome === verdict))]));
			const resolved = [...verdicts.values()].reduce((all, count) => all + count, 0);
			const confirmed = verdicts.get("CONFIRMED_FRAUD") ?? 0;
			return {
				stoppable: sum(({ state, stoppable }) => state !== "RESOLVED" && stoppable),
				unclaimed: sum(({ state }) => state === "OPEN"),
				mine: alertSum(mine, baseCurrency),
				open: sum(({ state }) => state !== "RESOLVED"),
				resolved: sum(({ state }) => state === "RESOLVED"),
				resolved_7d: resolved,
				confirmed_7d: confirmed,
				precision: resolved < LEAST_RESOLVED ? null : confirmed / resolved,
			};
		},

		getAlert: (id) => alertDetails(deps, id),
	};
}

function alertSum(groups: Parameters<typeof sumsOf>[0], baseCurrency: string) {
	const { count: alerts, ...money } = sumsOf(groups, baseCurrency);
	return { alerts, ...money };
}

function countOf(groups: readonly { readonly count: number }[]): number {
	return groups.reduce((sum, { count }) => sum + count, 0);
}
