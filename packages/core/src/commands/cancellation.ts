/** The cancellation of an order, as every command that cancels one decides it. The shipment record decides it against a dispatch. */
import { AppError } from "@orderdeck/contracts/errors";
import { eventId, type Id, type OrderEvent } from "@orderdeck/contracts/events";
import type { FraudCancel } from "@orderdeck/contracts/fraud/facts";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { type CancelMoney, cancelledView, moneyOf } from "../domain/cancellation.ts";
import { isoOf } from "../domain/instant.ts";
import { isWhole, type PlacedEvent } from "../domain/order-document.ts";
import { viewOf } from "../domain/order-history.ts";
import { foldOrder } from "../domain/order-view.ts";
import { cancelPayment } from "../domain/payment.ts";
import { cancelShipment, published, type ShipmentRecord, withOutbox } from "../domain/shipment.ts";
import { put, type Write } from "../ports/documents.ts";
import { encodeEvent } from "../wire/codec.ts";
import { cancelRecordsOf, refusalIn } from "./cancel-records.ts";
import type { CommandContext } from "./context.ts";
import type { Attempt, Outcome } from "./decision.ts";

export interface CancelRequest {
	readonly id: string;
	readonly reason: string;
	/** Where it is cancelled as fraud. */
	readonly fraud?: FraudCancel;
}

export interface Cancellation {
	/** Where the order stood. */
	readonly status: OrderView["status"];
	/** What has been charged, which is given back. */
	readonly money: CancelMoney;
	/** An earlier try of this request has decided it: `decides` is empty. */
	readonly isDone: boolean;
	readonly decides: readonly Write[];
	readonly writes: readonly Write[];
	readonly event: OrderEvent;
	/** The order with the event, and what brings its view up to date. */
	outcome(placed: PlacedEvent | undefined): Outcome<OrderView>;
	committed(placed: PlacedEvent | undefined): Promise<void> | undefined;
}

/** For so long only the request itself publishes the event in the outbox. */
const OUTBOX_GRACE_MS = 5_000;

/** Throws NOT_FOUND, UNAVAILABLE for an order that is still being processed, and ORDER_ALREADY_SHIPPED, _DELIVERED or _CANCELLED. */
export async function decideCancellation(context: CommandContext, request: CancelRequest, attempt: Attempt): Promise<Cancellation> {
	const { store, work } = context;
	const { id, reason } = request;
	const [records] = await cancelRecordsOf(store, [id]);
	if (records === undefined || records instanceof AppError) throw records ?? new AppError("NOT_FOUND", `There is no order ${id}.`);
	const { order, shipment, payment } = records;
	const now = isoOf(attempt.at);
	const { order_id, amount, country, status } = order.doc;
	const event = cancelledEvent(order_id, request, attempt);
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
		status,
		money: moneyOf(payment?.doc.status),
		isDone: verdict.kind === "already",
		decides: verdict.kind === "cancelled" ? [put("shipments", id, shipment, claim)] : [],
		writes: cancelled === payment?.doc ? [] : [put("payments", id, payment, cancelled)],
		event,
		outcome(placed) {
			const view = placed === undefined ? cancelledView(order.doc, reason, now) : foldOrder(order.doc, [placed]);
			if (view === undefined || !isWhole(view)) throw new AppError("INTERNAL", `The view of order ${id} is not whole.`);
			return { output: viewOf(view), writes: placed === undefined || view === order.doc ? [] : [put("orders", id, order, view)] };
		},
		committed: (placed) => (work.atomic || placed === undefined ? undefined : emptyOutbox(context, id)),
	};
}

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

function cancelledEvent(orderId: Id, { reason, fraud }: CancelRequest, { at, actor }: Attempt): OrderEvent {
	const key = String(orderId);
	const by = { cancelled_by: actor.name, ...(fraud === undefined ? {} : { fraud }) };
	const data = { order_id: orderId, status: "CANCELLED" as const, reason, ...by };
	const id = eventId(orderId, "ORDER_CANCELLED");
	return { type: "ORDER_CANCELLED", id, source: "orderdeck-api", time: isoOf(at), topic: "orders", key, data };
}
