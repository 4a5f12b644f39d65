/** Cancel an order. The shipment record decides against a dispatch, the payment record against a charge; an answer is final. */
import type { Actor } from "@orderdeck/contracts/api-context";
import type { OrderView } from "@orderdeck/contracts/entities";
import { AppError } from "@orderdeck/contracts/errors";
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { refusalOf } from "../domain/cancellation.ts";
import { isoOf } from "../domain/instant.ts";
import { isWhole } from "../domain/order-view.ts";
import { cancelPayment } from "../domain/payment.ts";
import { cancelShipment } from "../domain/shipment.ts";
import type { Position } from "../ports/event-log.ts";
import { put, type Write } from "../ports/order-store.ts";
import { encodeEvent } from "../runtime/codec.ts";
import { audited } from "./audit.ts";
import { type CommandContext, foldNow, placedAt, untilWon } from "./context.ts";

export async function cancelOrder(context: CommandContext, input: { id: string; reason: string }, actor: Actor): Promise<OrderView> {
	const position = await untilWon(() => claim(context, input, actor));
	const view = await foldNow(context, input.id, await placedAt(context, position));
	if (!isWhole(view)) throw new AppError("INTERNAL", `The view of order ${input.id} is not whole.`);
	return view;
}

async function claim(context: CommandContext, { id, reason }: { id: string; reason: string }, actor: Actor): Promise<Position> {
	const { store, clock, work } = context;
	const [order, shipment, payment, reservation] = await Promise.all([
		store.get("orders", [id]).then(([read]) => read),
		store.get("shipments", [id]).then(([read]) => read),
		store.get("payments", [id]).then(([read]) => read),
		store.get("reservations", [id]).then(([read]) => read),
	]);
	if (order === undefined || !isWhole(order.doc)) {
		// Others have seen it already: it is a matter of moments until it has a view, and not an order that there is not.
		const known = [order, shipment, payment, reservation].some((read) => read !== undefined);
		if (known) throw new AppError("UNAVAILABLE", `Order ${id} is just being taken in; try again in a moment.`);
		throw new AppError("NOT_FOUND", `There is no order ${id}.`);
	}
	const now = isoOf(clock.now());
	const { order_id, amount, country, status } = order.doc;
	const event = cancelledEvent(order_id, reason, actor, now);
	const states = { view: status, shipment: shipment?.doc.status, payment: payment?.doc.status, reservation: reservation?.doc.status };
	const refusal = refusalOf(order_id, states);
	if (refusal !== undefined) {
		if (!refusal.announced && !work.atomic) await work.apply({ writes: [], records: [encodeEvent(event)] });
		throw new AppError(refusal.code, refusal.message);
	}
	const verdict = cancelShipment(shipment?.doc, order_id, now);
	if (verdict.kind === "too-late")
		throw new AppError("ORDER_ALREADY_SHIPPED", `Order ${id} is ${verdict.status.toLowerCase()}; it cannot be cancelled any more.`);
	const writes: Write[] = [
		audited(clock, actor, { action: "order.cancel", target: `order:${id}`, before: { status }, after: { status: "CANCELLED", reason } }),
	];
	if (verdict.kind === "cancelled") writes.push(put("shipments", id, shipment, verdict.shipment));
	const cancelled = cancelPayment(payment?.doc, { order_id, amount, country }, now, { chargeStarted: true });
	if (cancelled !== payment?.doc) writes.push(put("payments", id, payment, cancelled));
	const [position] = await work.apply({ writes, records: [encodeEvent(event)] });
	if (position === undefined) throw new AppError("INTERNAL", "The log did not say where the cancellation went.");
	return position;
}

function cancelledEvent(orderId: OrderView["order_id"], reason: string, actor: Actor, time: string): OrderEvent {
	const key = String(orderId);
	const data = { order_id: orderId, status: "CANCELLED" as const, reason, cancelled_by: actor.name };
	return { type: "ORDER_CANCELLED", id: eventId(orderId, "ORDER_CANCELLED"), source: "orderdeck-api", time, topic: "orders", key, data };
}
