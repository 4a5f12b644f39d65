/**
 * Between records and events: the plain body is the value, everything else travels in CloudEvents headers (Kafka protocol
 * binding 1.0, binary content mode). A record without the headers is read as its topic's default event.
 */
import { EVENT_SCHEMAS, eventId, isoDateTimeSchema, isPlainOrder, type OrderEvent } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import { EVENT_TYPES, type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import { z } from "zod";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { LARGE_BYTES } from "../domain/order-history.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import type { OutgoingEvent } from "./outgoing-event.ts";

/** The record of an event. */
export function encodeEvent(event: OutgoingEvent): NewRecord {
	const value: Written = Buffer.from(JSON.stringify(event.data));
	if (event.type !== "TOTALS_UPDATED") value[EVENT] = event;
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
	/** A replayed order: live groups skip it. */
	| { readonly kind: "replay" }
	/**
	 * Not readable; both are written to the dead letter. `code`: an error code and a location, the same for all records with this fault. `reason`:
	 * a sentence about this one.
	 */
	| { readonly kind: "poison"; readonly code: string; readonly reason: string };

/** Kafka's default limit for a record. */
const MAX_BYTES = 1_048_576;
/** JSON.parse accepts any depth, JSON.stringify does not, and what is read here is written again. */
const MAX_DEPTH = 500;
/** These become keys, and keys are bytes: two that differ only in a lone surrogate would be one key to a store, and two to us. */
const ID_FIELDS = ["order_id", "customer_id", "product_id"] as const;

const utf8 = new TextDecoder("utf-8", { fatal: true });
/**
 * Several groups read the same record; while the log returns the same object, it is decoded once. On the object itself and not in a
 * WeakMap, which costs more than half of what decoding does.
 */
const DECODED = Symbol("decoded");
interface Read extends LogRecord {
	[DECODED]?: Decoded;
}
/** On bytes that were encoded here, while the log still returns them: decoding them would give the same event. */
const EVENT = Symbol("event");
interface Written extends Uint8Array {
	[EVENT]?: OrderEvent;
}

/** Never throws: what cannot be read is poison with a reason. */
export function decodeRecord(record: LogRecord): Decoded {
	const read: Read = record;
	read[DECODED] ??= decode(record);
	return read[DECODED];
}

function decode(record: LogRecord): Decoded {
	if (record.value === null) return poison("NO_VALUE", "the value is null");
	const own = (record.value as Written)[EVENT];
	if (own !== undefined && own.topic === record.topic) return placedIn(record, own);
	if (record.headers.ce_specversion !== undefined && record.headers.ce_specversion !== "1.0") {
		return poison("UNKNOWN_VERSION ce_specversion", `unknown ce_specversion ${record.headers.ce_specversion}`);
	}
	if (record.value.byteLength > MAX_BYTES)
		return poison("VALUE_TOO_LARGE", `the value has ${record.value.byteLength} bytes; at most ${MAX_BYTES} are read`);
	let body: unknown;
	try {
		body = JSON.parse(utf8.decode(record.value));
	} catch (cause) {
		return poison("NOT_JSON", `the value is not JSON in UTF-8: ${cause instanceof Error ? cause.message : String(cause)}`);
	}
	// Such a depth takes at least this many bytes: ordinary messages are not walked.
	if (record.value.byteLength > 2 * MAX_DEPTH && isDeeperThan(MAX_DEPTH, body)) {
		return poison("TOO_DEEP", `the value is nested more than ${MAX_DEPTH} deep`);
	}
	const type = typeOf(record, body);
	if (type === undefined) return poison(`UNKNOWN_TYPE ${record.headers.ce_type === undefined ? "status" : "ce_type"}`, unknownType(record));
	const parsed =
		type === "ORDER_CREATED" && isPlainOrder(body) ? { success: true as const, data: body } : EVENT_SCHEMAS[type].safeParse(body);
	if (!parsed.success)
		return poison(`WRONG_SHAPE ${placeOf(parsed.error)}`, `not a ${type}: ${z.prettifyError(parsed.error).replaceAll("\n", " ")}`);
	const illFormed = ID_FIELDS.find((field) => isIllFormed(parsed.data[field]));
	if (illFormed !== undefined) return poison(`ILL_FORMED_ID ${illFormed}`, `not a ${type}: ${illFormed} is not well-formed Unicode`);
	// The schema was chosen by the type, so type and data agree; the compiler cannot follow a choice by index.
	return placedIn(record, eventOf(record, type, parsed.data as never));
}

function placedIn({ partition, offset, timestamp, value }: LogRecord, event: OrderEvent): Decoded {
	if (event.data.isReplay === true) return { kind: "replay" };
	const placed = { event, partition, offset, timestamp };
	return { kind: "event", placed: (value?.byteLength ?? 0) > LARGE_BYTES ? { ...placed, isLarge: true } : placed };
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

/** An order has one event of each type, whatever id its producer gave; alerts and deliveries are distinguished by their content. */
function idOf(record: LogRecord, type: EventType, key: string, data: OrderEvent["data"]): string {
	if (type === "FRAUD_ALERT_RAISED") return eventId(key, type, String(data.rule ?? data.reason));
	if (type === "INVENTORY_RESTOCKED") return record.headers.ce_id ?? eventId(key, type, `${record.partition}-${record.offset}`);
	return eventId(key, type);
}

/** As we write it; days after the 28th take the slower path. */
const OUR_TIME = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

function timeOf(record: LogRecord): string {
	const time = record.headers.ce_time;
	if (time === undefined) return isoOf(record.timestamp);
	if (OUR_TIME.test(time)) return time;
	const at = isoDateTimeSchema.safeParse(time).success ? instantOf(time) : Number.NaN;
	return isoOf(Number.isNaN(at) ? record.timestamp : at);
}

/** Maps and not objects: a status may be called "constructor". */
const TYPE_BY_STATUS: ReadonlyMap<string, ReadonlyMap<string, EventType>> = new Map([
	[
		"payments",
		new Map<string, EventType>([
			["PROCESSING", "PAYMENT_PROCESSING"],
			["PAID", "PAYMENT_PROCESSED"],
			["FAILED", "PAYMENT_FAILED"],
			["REFUNDED", "PAYMENT_REFUNDED"],
		]),
	],
	[
		"inventory",
		new Map<string, EventType>([
			["RESERVED", "INVENTORY_RESERVED"],
			["FAILED", "INVENTORY_FAILED"],
			["RELEASED", "INVENTORY_RELEASED"],
			["RESTOCKED", "INVENTORY_RESTOCKED"],
		]),
	],
	[
		"shipping",
		new Map<string, EventType>([
			["CREATED", "SHIPMENT_CREATED"],
			["DISPATCHED", "SHIPMENT_DISPATCHED"],
			["DELIVERED", "SHIPMENT_DELIVERED"],
		]),
	],
]);
const KNOWN_TYPES: ReadonlySet<string> = new Set(EVENT_TYPES);

function isEventType(type: string): type is EventType {
	return KNOWN_TYPES.has(type);
}

function typeOf(record: LogRecord, body: unknown): EventType | undefined {
	const named = record.headers.ce_type;
	if (named !== undefined) return isEventType(named) && TOPIC_OF[named] === record.topic ? named : undefined;
	if (record.topic === "orders") return "ORDER_CREATED";
	if (record.topic === "fraud-alerts") return "FRAUD_ALERT_RAISED";
	const status = typeof body === "object" && body !== null && "status" in body ? body.status : undefined;
	return typeof status === "string" ? TYPE_BY_STATUS.get(record.topic)?.get(status) : undefined;
}

function unknownType({ headers, topic }: LogRecord): string {
	if (headers.ce_type !== undefined) return `ce_type: ${headers.ce_type} does not belong on ${topic}`;
	const statuses = [...(TYPE_BY_STATUS.get(topic)?.keys() ?? [])];
	return `there is no ce_type header, and status is none of those known on ${topic}: ${statuses.join(", ")}`;
}

function isIllFormed(id: unknown): boolean {
	return typeof id === "string" && !id.isWellFormed();
}

function isDeeperThan(most: number, value: unknown): boolean {
	let level: unknown[] = [value];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth > most) return true;
		level = level.flatMap((part) => (typeof part === "object" && part !== null ? Object.values(part) : []));
	}
	return false;
}

/** The field that is wrong first, such as `items[].price`: never an index or a value, so that it is the same for all records with this fault. */
function placeOf({ issues }: z.ZodError): string {
	const place = (issues[0]?.path ?? []).map((part) => (typeof part === "string" ? `.${part}` : "[]")).join("");
	return place === "" ? "value" : place.slice(1);
}

function poison(code: string, reason: string): Decoded {
	return { kind: "poison", code, reason: reason.slice(0, 1000) };
}
