/** The alerts that a batch raises, and those whose orders it dispatches, delivers or cancels. */
import type { OrderEvent } from "@orderdeck/contracts/events";
import type { AlertRecord } from "@orderdeck/contracts/fraud/entities";
import { completeAlert, raisedAlert } from "../domain/alert.ts";
import { followOrder } from "../domain/alert-order.ts";
import { isWhole, type OrderDocument, type PlacedEvent } from "../domain/order-document.ts";
import { cancelCauseOf } from "../domain/order-view.ts";
import type { StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";

/**
 * Each alert with what has happened to its order, as its view has it. An alert of which only the event has arrived and one of which only the
 * order's end has are brought together by whichever comes second, in any member: the view has both, or its write is refused. Alerts are read
 * only where the batch has one, or the end of an order that has one.
 */
export async function foldAlerts(batch: readonly PlacedEvent[], views: Documents<"orders">, deps: StepDeps): Promise<Documents<"alerts">> {
	const concerned = [...Map.groupBy(batch, ({ event }) => event.key)].flatMap(([key, placed]) => {
		const view = views.get(key);
		return view === undefined || !view.flagged ? [] : alertsIn(placed, view);
	});
	const alerts = await Documents.read(
		"alerts",
		concerned.map(({ id }) => id),
		deps,
	);
	for (const { id, view, raised } of concerned) {
		const currency = isWhole(view) ? view.currency : deps.settings.baseCurrency;
		const stored = alerts.get(id);
		const known: AlertRecord | undefined = stored === undefined ? raised && raisedAlert(raised, currency) : completeAlert(stored, currency);
		if (known === undefined) continue;
		const after = followOrder(known, view);
		if (stored === undefined || after !== known) alerts.set(id, after);
	}
	return alerts;
}

interface Concerned {
	readonly id: string;
	readonly view: Readonly<OrderDocument>;
	/** The event that has raised it, where the batch has it. */
	readonly raised: OrderEvent | undefined;
}

function alertsIn(placed: readonly PlacedEvent[], view: Readonly<OrderDocument>): Concerned[] {
	const raised = new Map(placed.flatMap(({ event }) => (event.type === "FRAUD_ALERT_RAISED" ? [[event.id, event] as const] : [])));
	const ids = placed.some(({ event }) => endsOrder(event)) ? alertIdsIn(view) : [];
	return [...new Set([...raised.keys(), ...ids])].map((id) => ({ id, view, raised: raised.get(id) }));
}

/** The ids of the alerts that the order's view knows. */
function alertIdsIn({ lifecycle }: Readonly<OrderDocument>): string[] {
	return lifecycle.flatMap(({ type, event_id }) => (type === "FRAUD_ALERT_RAISED" ? [event_id] : []));
}

function endsOrder(event: OrderEvent): boolean {
	return event.type === "SHIPMENT_DISPATCHED" || event.type === "SHIPMENT_DELIVERED" || cancelCauseOf(event) !== undefined;
}
