/** What was read of the alerts of a list, so that what the stream publishes of them loses nothing of it. */
import type { FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { LiveFrame } from "@orderdeck/contracts/live";
import { type AlertRow, isOver } from "./alert-rules.ts";

export interface AlertBook {
	remember(alerts: readonly AlertRow[]): void;
	/** The alerts that a frame changes: those that it carries, and those whose order has left or was cancelled. */
	changedBy(frame: Pick<LiveFrame, "alerts" | "orders">): AlertRow[];
}

/** More than a list shows: what was read first is forgotten first. */
const ALERTS_KEPT = 5_000;

export function createAlertBook(): AlertBook {
	const known = new Map<string, AlertRow>();
	const idsByOrder = new Map<string, Set<string>>();

	const keep = (alert: AlertRow) => {
		known.delete(alert.alert_id);
		known.set(alert.alert_id, alert);
		const order = String(alert.order_id);
		idsByOrder.set(order, (idsByOrder.get(order) ?? new Set()).add(alert.alert_id));
		for (const [id, { order_id }] of known) {
			if (known.size <= ALERTS_KEPT) break;
			known.delete(id);
			const ids = idsByOrder.get(String(order_id));
			ids?.delete(id);
			if (ids?.size === 0) idsByOrder.delete(String(order_id));
		}
	};
	const listed = (alert: FraudAlert): AlertRow => {
		const { order_status = null, dispatch_due_at = null, stoppable = true } = known.get(alert.alert_id) ?? {};
		return { ...alert, stoppable: alert.stoppable && stoppable, order_status, dispatch_due_at };
	};

	return {
		remember: (alerts) => alerts.forEach(keep),
		changedBy({ alerts, orders }) {
			const changed = new Map(alerts.map((alert) => [alert.alert_id, listed(alert)]));
			for (const { order_id, status } of orders) {
				if (!isOver(status)) continue;
				for (const id of idsByOrder.get(String(order_id)) ?? []) {
					const alert = changed.get(id) ?? known.get(id);
					if (alert?.stoppable) changed.set(id, { ...alert, stoppable: false, order_status: status, dispatch_due_at: null });
				}
			}
			for (const alert of changed.values()) keep(alert);
			return [...changed.values()];
		},
	};
}
