/** Which order a view is of, and which of two views of one order is the later. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";

export function orderKey(order: OrderView): string {
	return String(order.order_id);
}

/** An order only ever gains events, so more of them is later. */
export function isLater(next: OrderView, known: OrderView): boolean {
	return (
		next.lifecycle.length > known.lifecycle.length ||
		(next.lifecycle.length === known.lifecycle.length && next.updated_at > known.updated_at)
	);
}
