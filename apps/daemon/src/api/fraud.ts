/** Fraud alerts, each with the status of its order. */
import type { FraudApi } from "@orderdeck/contracts/fraud/api";
import { isWhole } from "@orderdeck/core/domain/order-document";
import { UNRESOLVED } from "@orderdeck/core/ports/queries/fraud";
import { unresolved } from "./alert-sums.ts";
import type { ApiDeps } from "./deps.ts";
import { sumsOf } from "./sums.ts";

export function fraudApi({ store, baseCurrency }: Pick<ApiDeps, "store" | "baseCurrency">): Pick<FraudApi, "listAlerts"> {
	const orderStatuses = async (ids: readonly string[]) => {
		const docs = ids.length === 0 ? [] : await store.get("orders", ids);
		return docs.map((read) => (read !== undefined && isWhole(read.doc) ? read.doc.status : null));
	};

	return {
		async listAlerts({ limit, cursor, state, order }) {
			const page = await store.listAlerts({ states: state ?? UNRESOLVED, order }, { limit, cursor });
			const statuses = await orderStatuses(page.items.map((alert) => String(alert.order_id)));
			const open = sumsOf(unresolved(await store.alertTotals()), baseCurrency);
			return {
				alerts: page.items.map((alert, index) => ({
					rule_version: null,
					facts: [],
					stoppable: true,
					claim: null,
					resolution: null,
					notes: 0,
					version: 0,
					changed_at: null,
					currency: baseCurrency,
					...alert,
					order_status: statuses[index] ?? null,
					dispatch_due_at: null,
				})),
				nextCursor: page.next ?? null,
				open: open.count,
				open_amount: open.amount,
				open_currency: open.currency,
				open_by_currency: open.by_currency,
			};
		},
	};
}
