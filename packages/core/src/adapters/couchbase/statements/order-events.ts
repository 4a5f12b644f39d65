/** The history of an order. */
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
