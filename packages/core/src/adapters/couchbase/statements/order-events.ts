/** Events that an earlier version kept as documents of their own, until they are moved into their orders. */
import { field, ID, type Index, type Query } from "./statement.ts";

const ORDER_ID = field("order_id");

export const EVENTS_BY_ORDER: Index = { name: "orderdeck_events_by_order", on: "order_events", keys: [ORDER_ID, ID] };

export function orderEventsQuery(orderId: string): Query {
	return {
		about: "an order's events",
		index: EVENTS_BY_ORDER,
		select: { id: ID },
		where: [`${ORDER_ID} = $orderId`],
		parameters: { orderId },
	};
}

/** The next of them, by order, after one of them. */
export function earlierEventsQuery(after: { readonly orderId: string; readonly id: string }, limit: number): Query {
	return {
		about: "events of an earlier version",
		index: EVENTS_BY_ORDER,
		select: { id: ID, orderId: ORDER_ID },
		where: [`${ORDER_ID} >= $orderId`, `(${ORDER_ID} > $orderId OR ${ID} > $id)`],
		orderBy: [ORDER_ID, ID],
		limit,
		parameters: { ...after },
	};
}
