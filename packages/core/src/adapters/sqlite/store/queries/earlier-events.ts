/** Events that an earlier version kept as rows of their own, until they are moved into their orders. */
import type { OrderEventDocument } from "../../../../domain/order-history.ts";
import type { Statements } from "./statements.ts";

export function createEarlierEvents(statements: Statements): (orderId: string) => OrderEventDocument[] {
	return (orderId) => {
		// All keys that begin with the id and a colon: a semicolon is the character after it.
		const range = [`${orderId}:`, `${orderId};`];
		const named = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE key >= ? AND key < ?", ...range);
		const others = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE order_id = ?", orderId);
		return [...named.filter(({ order_id }) => order_id === orderId), ...others];
	};
}
