/** Cancel an order. The shipment record decides against a dispatch, the payment record against a charge; a result is final. */

import { AppError } from "@orderdeck/contracts/errors";
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { orderCommands } from "@orderdeck/contracts/orders/requests";
import type { Actor } from "@orderdeck/contracts/session";
import { refusalOf } from "../domain/cancellation.ts";
import { isoOf } from "../domain/instant.ts";
import { isWhole, type PlacedEvent } from "../domain/order-view.ts";
import { cancelPayment } from "../domain/payment.ts";
import { cancelShipment, published, withOutbox } from "../domain/shipment.ts";
import { put, type Write } from "../ports/documents.ts";
import { CasMismatch, StoreError } from "../ports/errors.ts";
import { encodeEvent } from "../wire/codec.ts";
import { audited } from "./audit.ts";
import { type CommandContext, foldNow, publishOne } from "./context.ts";
import type { Handler } from "./handler.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** For so long only the request itself publishes the event in the outbox. */
const OUTBOX_GRACE_MS = 5_000;

export const cancelOrder: Handler<(typeof orderCommands)["cancelOrder"]> = async (context, { id, reason }, { actor }) => {
	const cancellation = { id, reason, actor, at: context.clock.now() };
	const view = await foldNow(context, id, await retryOnConflict(context.clock, () => claim(context, cancellation)));
	if (!isWhole(view)) throw new AppError("INTERNAL", `The view of order ${id} is not whole.`);
	if (!context.work.atomic) await emptyOutbox(context, id);
	return view;
};

interface Cancellation {
	readonly id: string;
	readonly reason: string;
	readonly actor: Actor;
	/** Ms since the epoch. */
	readonly at: number;
}

/** Decides once and publishes: the shipment is claimed, the payment stopped or marked for a refund. Returns the event as it is in the log. */
async function claim(context: CommandContext, cancellation: Cancellation): Promise<PlacedEvent> {
	const { work, clock } = context;
	const { order, shipment, payment, reservation } = await recordsOf(context, cancellation.id);
	const now = isoOf(cancellation.at);
	const { order_id, amount, country, status } = order;
	const event = cancelledEvent(order_id, cancellation, now);
	const claimed = shipment?.doc.outbox !== undefined && JSON.stringify(shipment.doc.outbox) === JSON.stringify(event);
	const states = { view: status, shipment: shipment?.doc.status, payment: payment?.doc.status, reservation: reservation?.doc.status };
	const refusal = claimed ? undefined : refusalOf(order_id, states);
	if (refusal !== undefined) {
		if (!refusal.announced && !work.atomic) await work.apply({ writes: [], records: [encodeEvent(shipment?.doc.outbox ?? event)] });
		throw new AppError(refusal.code, refusal.message);
	}
	const verdict = cancelShipment(shipment?.doc, order_id, now);
	if (verdict.kind === "too-late")
		throw new AppError(
			"ORDER_ALREADY_SHIPPED",
			`Order ${cancellation.id} is ${verdict.status.toLowerCase()}; it can no longer be cancelled.`,
		);
	// The claim first: where each write stands alone, nothing else may have changed when it is lost.
	const writes: Write[] = [];
	if (verdict.kind === "cancelled") {
		const record = work.atomic ? verdict.shipment : withOutbox(verdict.shipment, event, cancellation.at + OUTBOX_GRACE_MS);
		writes.push(put("shipments", cancellation.id, shipment, record));
	}
	const cancelled = cancelPayment(payment?.doc, { order_id, amount, country }, now, { chargeStarted: true });
	if (cancelled !== payment?.doc) writes.push(put("payments", cancellation.id, payment, cancelled));
	const change = { before: { status }, after: { status: "CANCELLED", reason: cancellation.reason } };
	writes.push(audited(clock, cancellation.actor, { action: "order.cancel", target: `order:${cancellation.id}`, ...change }));
	return publishOne(context, writes, event);
}

async function recordsOf({ store }: CommandContext, id: string) {
	const [order, shipment, payment, reservation] = await Promise.all([
		store.get("orders", [id]).then(([read]) => read),
		store.get("shipments", [id]).then(([read]) => read),
		store.get("payments", [id]).then(([read]) => read),
		store.get("reservations", [id]).then(([read]) => read),
	]);
	if (order !== undefined && isWhole(order.doc)) return { order: order.doc, shipment, payment, reservation };
	// Other groups have seen it already: its view will exist in a moment, so this is not an unknown order.
	const known = [order, shipment, payment, reservation].some((read) => read !== undefined);
	if (known) throw new AppError("UNAVAILABLE", `Order ${id} is still being processed; try again in a moment.`);
	throw new AppError("NOT_FOUND", `There is no order ${id}.`);
}

/** The event is in the log. Where this loses a race or fails, shipping publishes the event again, which consumers tolerate. */
async function emptyOutbox({ store, work }: CommandContext, id: string): Promise<void> {
	const [read] = await store.get("shipments", [id]);
	if (read?.doc.outbox === undefined) return;
	try {
		await work.apply({ writes: [put("shipments", id, read, published(read.doc))], records: [] });
	} catch (error) {
		if (!(error instanceof CasMismatch || error instanceof StoreError)) throw error;
	}
}

function cancelledEvent(orderId: OrderView["order_id"], { reason, actor }: Cancellation, time: string): OrderEvent {
	const key = String(orderId);
	const data = { order_id: orderId, status: "CANCELLED" as const, reason, cancelled_by: actor.name };
	return { type: "ORDER_CANCELLED", id: eventId(orderId, "ORDER_CANCELLED"), source: "orderdeck-api", time, topic: "orders", key, data };
}
