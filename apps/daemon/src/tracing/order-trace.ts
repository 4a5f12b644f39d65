/**
 * The ids of an order's trace, derived from what every process knows: the trace id from the order's id, the id of the span that publishes an
 * event from the event's id. So an order is one trace across processes, and an event without a current record finds its cause without state.
 */
import { createHash } from "node:crypto";
import { eventId } from "@orderdeck/contracts/events";
import { EVENT_TYPES, type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import type { NewRecord } from "@orderdeck/core/ports/event-log";

/** `namespace` separates two deployments whose orders have the same ids. */
export function traceIdOf(namespace: string, orderId: string): string {
	return digest(`${namespace}/${orderId}`).slice(0, 32);
}

/** The span that publishes the event. An event that is published twice has one span, as consumers treat it as one event. */
export function publishSpanIdOf(namespace: string, event: string): string {
	return digest(`${namespace}/${event}`).slice(0, 16);
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Events caused by an earlier event and not by a current record: they fall due, or an operator requests them. */
const CAUSES: Partial<Record<EventType, EventType>> = {
	SHIPMENT_DISPATCHED: "SHIPMENT_CREATED",
	SHIPMENT_DELIVERED: "SHIPMENT_DISPATCHED",
	ORDER_CANCELLED: "ORDER_CREATED",
};

/** The id of the event that causes this one, where that is known in advance. */
export function causeOf(type: EventType, orderId: string): string | undefined {
	const cause = CAUSES[type];
	return cause === undefined ? undefined : eventId(orderId, cause);
}

export interface OrderRecord {
	readonly type: EventType;
	readonly eventId: string;
	readonly orderId: string;
}

const KNOWN: ReadonlySet<string> = new Set(EVENT_TYPES);

/** The order event in the record. Undefined for totals, deliveries of stock, dead letters and replays: they belong to no order's trace. */
export function orderRecordOf({ topic, key, headers }: Pick<NewRecord, "topic" | "key" | "headers">): OrderRecord | undefined {
	const { ce_type: type, ce_id: id } = headers;
	if (type === undefined || id === undefined || key === null || !isEventType(type)) return undefined;
	return TOPIC_OF[type] === topic && isOfOrder(type) ? { type, eventId: id, orderId: key } : undefined;
}

/** A delivery of stock belongs to a product. */
export function isOfOrder(type: EventType): boolean {
	return type !== "INVENTORY_RESTOCKED";
}

function isEventType(type: string): type is EventType {
	return KNOWN.has(type);
}
