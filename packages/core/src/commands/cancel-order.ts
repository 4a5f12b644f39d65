/** Cancel an order. The shipment record decides against a dispatch, the payment record against a charge; a result is final. */

import { AppError } from "@orderdeck/contracts/errors";
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import { cancelledView } from "../domain/cancellation.ts";
import { isoOf } from "../domain/instant.ts";
import { isWhole } from "../domain/order-document.ts";
import { viewOf } from "../domain/order-history.ts";
import { foldOrder } from "../domain/order-view.ts";
import { cancelPayment } from "../domain/payment.ts";
import { cancelShipment, published, type ShipmentRecord, withOutbox } from "../domain/shipment.ts";
import { put } from "../ports/documents.ts";
import { encodeEvent } from "../wire/codec.ts";
import { cancelRecordsOf, refusalIn } from "./cancel-records.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt } from "./decision.ts";
import type { Handler } from "./handler.ts";

/** For so long only the request itself publishes the event in the outbox. */
const OUTBOX_GRACE_MS = 5_000;

export const cancelOrder: Handler<(typeof orderCommands)["cancelOrder"]> = async (context, { id, reason }, attempt) => {
	const { store, work } = context;
	const [records] = await cancelRecordsOf(store, [id]);
	if (records === undefined || records instanceof AppError) throw records ?? new AppError("NOT_FOUND", `There is no order ${id}.`);
	const { order, shipment, payment } = records;
	const now = isoOf(attempt.at);
	const { order_id, amount, country, status } = order.doc;
	const event = cancelledEvent(order_id, reason, attempt);
	if (!isClaimedBy(attempt, event, shipment?.doc)) {
		const refusal = refusalIn(records);
		if (refusal?.announced === false && !work.atomic) {
			await work.apply({ writes: [], records: [encodeEvent(shipment?.doc.outbox ?? event)] });
		}
		if (refusal !== undefined) throw new AppError(refusal.code, refusal.message);
	}
	const verdict = cancelShipment(shipment?.doc, order_id, now);
	if (verdict.kind === "too-late") {
		throw new AppError("ORDER_ALREADY_SHIPPED", `Order ${id} is ${verdict.status.toLowerCase()}; it can no longer be cancelled.`);
	}
	const claim = work.atomic ? verdict.shipment : withOutbox(verdict.shipment, event, attempt.at + OUTBOX_GRACE_MS);
	const cancelled = cancelPayment(payment?.doc, { order_id, amount, country }, now, { chargeStarted: true });
	return {
		decides: verdict.kind === "cancelled" ? [put("shipments", id, shipment, claim)] : [],
		writes: cancelled === payment?.doc ? [] : [put("payments", id, payment, cancelled)],
		audit: { before: { status }, after: { status: "CANCELLED", reason } },
		event,
		outcome(placed) {
			const view = placed === undefined ? cancelledView(order.doc, reason, now) : foldOrder(order.doc, [placed]);
			if (view === undefined || !isWhole(view)) throw new AppError("INTERNAL", `The view of order ${id} is not whole.`);
			return { output: viewOf(view), writes: placed === undefined || view === order.doc ? [] : [put("orders", id, order, view)] };
		},
		committed: (placed) => (work.atomic || placed === undefined ? undefined : emptyOutbox(context, id)),
	};
};

/** True when the shipment was cancelled by an earlier try of this request. */
function isClaimedBy({ resumed }: Attempt, event: OrderEvent, shipment: ShipmentRecord | undefined): boolean {
	if (shipment?.status !== "CANCELLED") return false;
	if (shipment.outbox !== undefined) return JSON.stringify(shipment.outbox) === JSON.stringify(event);
	return resumed && shipment.updated_at === event.time;
}

/** The event is in the log. Where this loses a race or fails, shipping publishes the event again, which consumers tolerate. */
async function emptyOutbox({ store, work }: CommandContext, id: string): Promise<void> {
	const [read] = await store.get("shipments", [id]);
	if (read?.doc.outbox === undefined) return;
	await work.apply({ writes: [put("shipments", id, read, published(read.doc))], records: [] });
}

function cancelledEvent(orderId: OrderView["order_id"], reason: string, { at, actor }: Attempt): OrderEvent {
	const key = String(orderId);
	const data = { order_id: orderId, status: "CANCELLED" as const, reason, cancelled_by: actor.name };
	const id = eventId(orderId, "ORDER_CANCELLED");
	return { type: "ORDER_CANCELLED", id, source: "orderdeck-api", time: isoOf(at), topic: "orders", key, data };
}
