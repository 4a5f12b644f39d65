/** The order in which the events of one order are listed: one definition for the stored view, the API and the console. */
import type { EventType } from "../topics.ts";
import type { CancelCause, LifecycleEntry, OrderView } from "./entities.ts";

/** The event types as an order passes through them: no event comes before one that it can follow. */
export const LIFECYCLE_ORDER = [
	"ORDER_CREATED",
	"FRAUD_ALERT_RAISED",
	"PAYMENT_PROCESSING",
	"INVENTORY_RESERVED",
	"INVENTORY_FAILED",
	"PAYMENT_PROCESSED",
	"PAYMENT_FAILED",
	"SHIPMENT_CREATED",
	"SHIPMENT_DISPATCHED",
	"SHIPMENT_DELIVERED",
	"ORDER_CANCELLED",
	"INVENTORY_RELEASED",
	"PAYMENT_REFUNDED",
	"INVENTORY_RESTOCKED",
] as const satisfies readonly EventType[];

const PLACE = new Map<EventType, number>(LIFECYCLE_ORDER.map((type, place) => [type, place]));

type Happened = Pick<LifecycleEntry, "type" | "occurred_at" | "event_id">;

/**
 * Sorts oldest first; events of the same millisecond in causal order, then by id, so that the result never depends on the order of the input.
 * Times of events have one form (ISO 8601 in UTC with milliseconds), so their text is compared.
 */
export function byCause(a: Happened, b: Happened): number {
	if (a.occurred_at !== b.occurred_at) return a.occurred_at < b.occurred_at ? -1 : 1;
	const later = causalPlace(a.type) - causalPlace(b.type);
	if (later !== 0) return later;
	if (a.event_id === b.event_id) return 0;
	return a.event_id < b.event_id ? -1 : 1;
}

/** Where in `LIFECYCLE_ORDER` the type is; one that a newer daemon may send comes last. */
export function causalPlace(type: EventType): number {
	return PLACE.get(type) ?? LIFECYCLE_ORDER.length;
}

/** The event by which each cause cancels an order. */
const CANCELLED_BY: Record<CancelCause, EventType> = {
	ARRIVED_CANCELLED: "ORDER_CREATED",
	PAYMENT_DECLINED: "PAYMENT_FAILED",
	OUT_OF_STOCK: "INVENTORY_FAILED",
	REQUESTED: "ORDER_CANCELLED",
};

/** The event that cancelled the order; undefined where the log does not have it yet. */
export function cancellationIn({ cancel, lifecycle }: Pick<OrderView, "cancel" | "lifecycle">): LifecycleEntry | undefined {
	const by = cancel === undefined ? "ORDER_CANCELLED" : CANCELLED_BY[cancel.cause];
	return lifecycle.find(({ type }) => type === by);
}
