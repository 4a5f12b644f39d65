/** An order as it is stored: its view, and the bodies of its events. */
import type { Id, OrderEvent } from "@orderdeck/contracts/events";
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";

/** An event with the place and time of its record in the log. */
export interface PlacedEvent {
	readonly event: OrderEvent;
	readonly partition: number;
	readonly offset: number;
	/** When the log took it in, ms since the epoch. */
	readonly timestamp: number;
	/** True for a body that is too large to be kept with its order. */
	readonly isLarge?: boolean;
}

/** An event with its body, which the log keeps for a limited time. Absent where it is not kept with the order: see order-history.ts. */
export interface HistoryEntry extends LifecycleEntry {
	data?: Readonly<Record<string, unknown>>;
}

type Derived = "status" | "updated_at" | "flagged" | "cancel";
/** The view as stored, with the history. The order's own fields are absent until its ORDER_CREATED has been seen. */
export type OrderDocument = Pick<OrderView, Derived> &
	Partial<Omit<OrderView, Derived | "order_id" | "lifecycle">> & { order_id: Id; lifecycle: HistoryEntry[] };

/** A document with the order's own fields: an order view. */
export type WholeOrder = OrderView & { lifecycle: HistoryEntry[] };

/** True when ORDER_CREATED has been seen, so that the document is a whole order view. */
export function isWhole(doc: Readonly<OrderDocument>): doc is WholeOrder {
	return doc.processed_at !== undefined;
}
