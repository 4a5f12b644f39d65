/**
 * Where an order's spans belong, derived from what every process knows: the trace from the order's id, the span that publishes an event from the
 * event's id. So an order is one trace whoever carries it on, and what falls due by itself finds its cause without anybody having kept it.
 */
import { createHash } from "node:crypto";
import { eventId } from "@orderdeck/contracts/events";
import { EVENT_TYPES, type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import type { NewRecord } from "@orderdeck/core/ports/event-log";

/** What W3C Trace Context puts into the header `traceparent`. */
export interface TraceParent {
	/** 32 lower-case hex digits. */
	readonly traceId: string;
	/** 16 lower-case hex digits. */
	readonly spanId: string;
	/** The flags; bit 0: sampled. */
	readonly traceFlags: number;
}

/** `namespace` keeps orders of two deployments with the same ids apart. */
export function traceIdOf(namespace: string, orderId: string): string {
	return digest(`${namespace}/${orderId}`).slice(0, 32);
}

/** The span that publishes the event. Published twice, which consumers take for one event, it is one span as well. */
export function publishSpanIdOf(namespace: string, event: string): string {
	return digest(`${namespace}/${event}`).slice(0, 16);
}

function digest(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Follow from an earlier event and not from a record that is being handled: they fall due, or somebody asks for them. */
const CAUSES: Partial<Record<EventType, EventType>> = {
	SHIPMENT_DISPATCHED: "SHIPMENT_CREATED",
	SHIPMENT_DELIVERED: "SHIPMENT_DISPATCHED",
	ORDER_CANCELLED: "ORDER_CREATED",
};

/** The id of the event from which this one follows, where that is known beforehand. */
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

/** What the record says of an order. Undefined for totals, deliveries of stock, dead letters and replays: those are of no order's trace. */
export function orderRecordOf({ topic, key, headers }: Pick<NewRecord, "topic" | "key" | "headers">): OrderRecord | undefined {
	const { ce_type: type, ce_id: id } = headers;
	if (type === undefined || id === undefined || key === null || !isEventType(type)) return undefined;
	return TOPIC_OF[type] === topic && isOfOrder(type) ? { type, eventId: id, orderId: key } : undefined;
}

/** A delivery of stock is a product's. */
export function isOfOrder(type: EventType): boolean {
	return type !== "INVENTORY_RESTOCKED";
}

function isEventType(type: string): type is EventType {
	return KNOWN.has(type);
}

const FORM = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/** Undefined where the header is missing, or is not of a form that we know. */
export function parseTraceParent(header: string | undefined): TraceParent | undefined {
	const [, traceId, spanId, flags] = FORM.exec(header ?? "") ?? [];
	if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
	if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
	return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) };
}

export function formatTraceParent({ traceId, spanId, traceFlags }: TraceParent): string {
	return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}
