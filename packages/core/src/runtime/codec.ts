/**
 * Between records and events: the plain body is the value, everything else travels in CloudEvents headers (Kafka protocol
 * binding 1.0, binary content mode). A record without the headers is read as its topic's default event.
 */
import { EVENT_SCHEMAS, eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { EVENT_TYPES, type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-view.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import type { OutgoingEvent } from "../steps/step.ts";

/** The record of an event. */
export function encodeEvent(event: OutgoingEvent): NewRecord {
	const value = Buffer.from(JSON.stringify(event.data));
	if (event.type !== "TOTALS_UPDATED") written.set(value, event);
	return {
		topic: event.topic,
		key: event.key,
		value,
		headers: {
			ce_specversion: "1.0",
			ce_type: event.type,
			ce_id: event.id,
			ce_source: event.source,
			ce_time: event.time,
			"content-type": "application/json",
		},
	};
}

export type Decoded =
	| { readonly kind: "event"; readonly placed: PlacedEvent }
	/** A replayed order: live groups leave it alone. */
	| { readonly kind: "replay" }
	/** Not readable, and why, in words for the dead letter. */
	| { readonly kind: "poison"; readonly reason: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });
// Several groups read the same record; while the log hands out the same object, it is decoded once.
const decoded = new WeakMap<LogRecord, Decoded>();
// Bytes that were written here, as long as the log still hands them out: reading them back would give the same event.
const written = new WeakMap<Uint8Array, OrderEvent>();

/** Never throws: what cannot be read is poison with a reason. */
export function decodeRecord(record: LogRecord): Decoded {
	const known = decoded.get(record);
	if (known !== undefined) return known;
	const result = decode(record);
	decoded.set(record, result);
	return result;
}

function decode(record: LogRecord): Decoded {
	if (record.value === null) return poison("the value is null");
	const own = written.get(record.value);
	if (own !== undefined && own.topic === record.topic) return placedIn(record, own);
	if (record.headers.ce_specversion !== undefined && record.headers.ce_specversion !== "1.0") {
		return poison(`unknown ce_specversion ${record.headers.ce_specversion}`);
	}
	let body: unknown;
	try {
		body = JSON.parse(utf8.decode(record.value));
	} catch (cause) {
		return poison(`the value is not JSON in UTF-8: ${cause instanceof Error ? cause.message : String(cause)}`);
	}
	const type = typeOf(record, body);
	if (type === undefined) return poison(`the event type ${record.headers.ce_type ?? "(none given)"} does not belong on ${record.topic}`);
	const parsed = EVENT_SCHEMAS[type].safeParse(body);
	if (!parsed.success) return poison(`not a ${type}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
	// The schema was chosen by the type, so type and data agree; the compiler cannot follow a choice by index.
	return placedIn(record, eventOf(record, type, parsed.data as never));
}

function placedIn({ partition, offset, timestamp }: LogRecord, event: OrderEvent): Decoded {
	return event.data.isReplay === true ? { kind: "replay" } : { kind: "event", placed: { event, partition, offset, timestamp } };
}

function eventOf(record: LogRecord, type: EventType, data: OrderEvent["data"]): OrderEvent {
	const orderKey = "order_id" in data ? String(data.order_id) : String(data.product_id);
	return {
		type,
		id: idOf(record, type, orderKey, data),
		source: record.headers.ce_source ?? "unknown",
		time: timeOf(record),
		topic: TOPIC_OF[type],
		key: orderKey,
		data,
	} as OrderEvent;
}

/** An order has one event of each type, whatever id its producer gave; alerts and deliveries are told apart by what they say. */
function idOf(record: LogRecord, type: EventType, key: string, data: OrderEvent["data"]): string {
	if (type === "FRAUD_ALERT_RAISED") return eventId(key, type, String(data.rule ?? data.reason));
	if (type === "INVENTORY_RESTOCKED") return record.headers.ce_id ?? eventId(key, type, `${record.partition}-${record.offset}`);
	return eventId(key, type);
}

const OUR_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function timeOf(record: LogRecord): string {
	const time = record.headers.ce_time;
	if (time === undefined) return isoOf(record.timestamp);
	if (OUR_TIME.test(time)) return time;
	const at = Date.parse(time);
	return Number.isNaN(at) ? isoOf(record.timestamp) : isoOf(at);
}

const TYPE_BY_STATUS: Record<string, Record<string, EventType>> = {
	payments: { PROCESSING: "PAYMENT_PROCESSING", PAID: "PAYMENT_PROCESSED", FAILED: "PAYMENT_FAILED", REFUNDED: "PAYMENT_REFUNDED" },
	inventory: {
		RESERVED: "INVENTORY_RESERVED",
		FAILED: "INVENTORY_FAILED",
		RELEASED: "INVENTORY_RELEASED",
		RESTOCKED: "INVENTORY_RESTOCKED",
	},
	shipping: { CREATED: "SHIPMENT_CREATED", DISPATCHED: "SHIPMENT_DISPATCHED", DELIVERED: "SHIPMENT_DELIVERED" },
};
const KNOWN_TYPES: ReadonlySet<string> = new Set(EVENT_TYPES);

function isEventType(type: string): type is EventType {
	return KNOWN_TYPES.has(type);
}

function typeOf(record: LogRecord, body: unknown): EventType | undefined {
	const named = record.headers.ce_type;
	if (named !== undefined) return isEventType(named) && TOPIC_OF[named] === record.topic ? named : undefined;
	if (record.topic === "orders") return "ORDER_CREATED";
	if (record.topic === "fraud-alerts") return "FRAUD_ALERT_RAISED";
	const status = typeof body === "object" && body !== null && "status" in body ? String(body.status) : "";
	return TYPE_BY_STATUS[record.topic]?.[status];
}

function poison(reason: string): Decoded {
	return { kind: "poison", reason: reason.slice(0, 1000) };
}
