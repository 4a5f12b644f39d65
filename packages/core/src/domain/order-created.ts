/** The event that brings an order into being. */
import { eventId, type Order, type OrderEvent } from "@orderdeck/contracts/events";

/** ORDER_CREATED for an order made here: its source and its time are the event's. */
export function orderCreated(order: Order): OrderEvent {
	const key = String(order.order_id);
	const id = eventId(order.order_id, "ORDER_CREATED");
	return { type: "ORDER_CREATED", id, source: order.source, time: order.created_at, topic: "orders", key, data: order };
}
