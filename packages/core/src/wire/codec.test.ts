import { EVENT_SCHEMAS, eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { EVENT_TYPES, type EventType, TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";
import { decodeRecord, encodeEvent } from "./codec.ts";

const TAKEN_IN = Date.UTC(2026, 0, 5, 12);

/** The record as somebody else reads it: other bytes, equal in content. */
function asRead(record: NewRecord): LogRecord {
	const value = record.value === null ? null : Uint8Array.from(record.value);
	return { ...record, value, headers: { ...record.headers }, partition: 3, offset: 17, timestamp: TAKEN_IN };
}

function read(topic: string, body: unknown, headers: Record<string, string> = {}) {
	const value = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
	return decodeRecord(asRead({ topic, key: "k", value, headers }));
}

const id = fc.oneof(fc.nat(), fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }));
const word = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const amount = fc.nat(1e9).map((cents) => cents / 100);
const time = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
const more = { note: fc.json().map((text): unknown => JSON.parse(text)) };
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const order = {
	order_id: id,
	customer_id: id,
	amount,
	currency: fc.constant("USD"),
	country: word,
	status: fc.constantFrom("CREATED", "CONFIRMED", "CANCELLED"),
	created_at: time,
	source: word,
	items: optional(fc.array(fc.record({ product_id: word, price: amount, quantity: fc.integer({ min: 1, max: 1000 }) }), { maxLength: 3 })),
};
const payment = (status: string) => ({
	order_id: id,
	status: fc.constant(status),
	amount,
	country: word,
	timestamp: amount,
	reason: optional(word),
});
const lines = fc.array(fc.record({ product_id: word, quantity: fc.integer({ min: 1, max: 9 }) }), { maxLength: 3 });
const stock = (status: string) => ({ order_id: id, status: fc.constant(status), items: lines, reason: optional(word) });
const shipment = (status: string) => ({ order_id: id, status: fc.constant(status), carrier: optional(word), tracking_id: optional(word) });
const BODIES: Record<EventType, Record<string, fc.Arbitrary<unknown>>> = {
	ORDER_CREATED: order,
	ORDER_CANCELLED: { order_id: id, reason: optional(word), cancelled_by: optional(word) },
	PAYMENT_PROCESSING: payment("PROCESSING"),
	PAYMENT_PROCESSED: payment("PAID"),
	PAYMENT_FAILED: payment("FAILED"),
	PAYMENT_REFUNDED: payment("REFUNDED"),
	INVENTORY_RESERVED: stock("RESERVED"),
	INVENTORY_FAILED: stock("FAILED"),
	INVENTORY_RELEASED: stock("RELEASED"),
	INVENTORY_RESTOCKED: { product_id: word, quantity: fc.integer({ min: 1, max: 1e6 }), source: optional(word) },
	SHIPMENT_CREATED: shipment("CREATED"),
	SHIPMENT_DISPATCHED: shipment("DISPATCHED"),
	SHIPMENT_DELIVERED: shipment("DELIVERED"),
	FRAUD_ALERT_RAISED: { order_id: id, reason: word, amount, country: word, rule: word, score: fc.integer({ min: 0, max: 100 }) },
};

function eventOf(type: EventType): fc.Arbitrary<OrderEvent> {
	return fc.record({ body: fc.record({ ...BODIES[type], ...more }), at: time, source: word }).map(({ body, at, source }) => {
		const data = EVENT_SCHEMAS[type].parse(JSON.parse(JSON.stringify(body)));
		const key = "order_id" in data ? String(data.order_id) : data.product_id;
		const n = "rule" in data ? String(data.rule) : undefined;
		return { type, id: eventId(key, type, n), source, time: at, topic: TOPIC_OF[type], key, data } as OrderEvent;
	});
}

describe("what was encoded is decoded", () => {
	it.each(EVENT_TYPES)("%s, from its bytes alone and from the bytes just written", (type) => {
		fc.assert(
			fc.property(eventOf(type), (event) => {
				const record = encodeEvent(event);
				const expected = { kind: "event", placed: { event, partition: 3, offset: 17, timestamp: TAKEN_IN } };
				expect(decodeRecord(asRead(record))).toEqual(expected);
				expect(decodeRecord({ ...record, partition: 3, offset: 17, timestamp: TAKEN_IN })).toEqual(expected);
			}),
			{ numRuns: 60 },
		);
	});

	it("as a plain JSON body beside CloudEvents headers", () => {
		const data = { order_id: 7, status: "DELIVERED" as const };
		const record = encodeEvent({
			type: "SHIPMENT_DELIVERED",
			id: "7:SHIPMENT_DELIVERED",
			source: "shipping-service",
			time: "2026-01-05T12:00:00.000Z",
			topic: "shipping",
			key: "7",
			data,
		});
		expect(JSON.parse(Buffer.from(record.value ?? []).toString())).toEqual(data);
		expect(record).toMatchObject({
			topic: "shipping",
			key: "7",
			headers: {
				ce_specversion: "1.0",
				ce_type: "SHIPMENT_DELIVERED",
				ce_id: "7:SHIPMENT_DELIVERED",
				ce_source: "shipping-service",
				ce_time: "2026-01-05T12:00:00.000Z",
				"content-type": "application/json",
			},
		});
	});
});

/** As a Python service writes it. */
const python = {
	order_id: "ORD-1",
	customer_id: "CUST-001",
	amount: 249.99,
	currency: "USD",
	country: "US",
	status: "CREATED",
	created_at: "2024-01-15T10:30:00.123456",
	source: "order-service",
	coupon: { code: "WINTER", tiers: [1, 2] },
};

describe("a message without headers", () => {
	it("on orders is an ORDER_CREATED; its string ids, microseconds and unknown fields are kept", () => {
		expect(read("orders", python)).toEqual({
			kind: "event",
			placed: {
				event: {
					type: "ORDER_CREATED",
					id: "ORD-1:ORDER_CREATED",
					source: "unknown",
					time: "2026-01-05T12:00:00.000Z",
					topic: "orders",
					key: "ORD-1",
					data: python,
				},
				partition: 3,
				offset: 17,
				timestamp: TAKEN_IN,
			},
		});
	});

	it.each([
		["payments", { order_id: 1, status: "PAID", amount: 1, country: "US", timestamp: 1705314600.123 }, "PAYMENT_PROCESSED"],
		["payments", { order_id: 1, status: "PROCESSING", amount: 1, country: "US", timestamp: 0 }, "PAYMENT_PROCESSING"],
		["inventory", { order_id: 1, status: "RELEASED", items: [] }, "INVENTORY_RELEASED"],
		["inventory", { product_id: "P", status: "RESTOCKED", quantity: 1 }, "INVENTORY_RESTOCKED"],
		["shipping", { order_id: 1, status: "DISPATCHED" }, "SHIPMENT_DISPATCHED"],
		["fraud-alerts", { order_id: 1, reason: "HIGH_AMOUNT_RISKY_COUNTRY", amount: 301, country: "DE" }, "FRAUD_ALERT_RAISED"],
	])("on %s has the type of its status: %o", (topic, body, type) => {
		expect(read(topic, body)).toMatchObject({ kind: "event", placed: { event: { type } } });
	});

	it("with isReplay is a replay", () => {
		expect(read("orders", { ...python, isReplay: true })).toEqual({ kind: "replay" });
	});
});

describe("the time of an event", () => {
	const timeOf = (ce_time: string) => {
		const decoded = read("orders", python, { ce_type: "ORDER_CREATED", ce_time });
		return decoded.kind === "event" ? decoded.placed.event.time : decoded;
	};

	it.each([
		["2026-01-05T12:00:00.123Z", "2026-01-05T12:00:00.123Z"],
		["2026-01-05T12:00:00.123456Z", "2026-01-05T12:00:00.123Z"],
		["2026-01-05T12:00:00", "2026-01-05T12:00:00.000Z"],
		["2026-01-05T12:00:00+02:00", "2026-01-05T10:00:00.000Z"],
	])("%s is %s", (given, time) => {
		expect(timeOf(given)).toBe(time);
	});

	it.each(["yesterday", "5", "", "2026-99-99T99:99:99.999Z", "2026-01-32T00:00:00.000Z"])(
		"is the log's where its own is none: %j",
		(given) => {
			expect(timeOf(given)).toBe("2026-01-05T12:00:00.000Z");
		},
	);
});

describe("what cannot be read is poison, and the reason names the problem and its place", () => {
	const deep = (levels: number) => `{"order_id":1,"x":${"[".repeat(levels)}${"]".repeat(levels)}}`;

	it.each<[string, string, unknown, Record<string, string>, RegExp]>([
		["broken JSON", "orders", "{not json", {}, /not JSON in UTF-8/],
		["bytes that are no UTF-8", "orders", Uint8Array.of(0xff, 0x00), {}, /not JSON in UTF-8/],
		["no bytes at all", "orders", new Uint8Array(), {}, /not JSON/],
		["an array", "orders", [1, 2], {}, /not a ORDER_CREATED: .*object/],
		["a wrong amount", "orders", { ...python, amount: "a lot" }, {}, /amount/],
		["a negative amount", "orders", { ...python, amount: -1 }, {}, /amount/],
		["a missing customer", "orders", { ...python, customer_id: undefined }, {}, /customer_id/],
		["a fraction for an id", "orders", { ...python, order_id: 1.5 }, {}, /order_id/],
		["a quantity of none", "orders", { ...python, items: [{ product_id: "P", price: 1, quantity: 0 }] }, {}, /items\[0\]\.quantity/],
		["a date that is none", "orders", { ...python, created_at: "15/01/2024" }, {}, /created_at/],
		["an unknown status", "orders", { ...python, status: "LOST" }, {}, /status/],
		["half a character in an id", "orders", { ...python, order_id: "\ud800" }, {}, /order_id is not well-formed/],
		["half a character in a customer", "orders", { ...python, customer_id: "a\udfff" }, {}, /customer_id is not well-formed/],
		["an unknown type", "orders", python, { ce_type: "ORDER_LOST" }, /ce_type: ORDER_LOST/],
		["a type of another topic", "orders", python, { ce_type: "PAYMENT_PROCESSED" }, /ce_type: PAYMENT_PROCESSED/],
		["another version of CloudEvents", "orders", python, { ce_specversion: "2.0" }, /ce_specversion 2\.0/],
		["no status where it names the type", "payments", { order_id: 1 }, {}, /status .* payments: PROCESSING, PAID/],
		["a status that every object knows", "payments", { order_id: 1, status: "constructor" }, {}, /status/],
		["a status that is no text", "shipping", { order_id: 1, status: { toString: 1 } }, {}, /status/],
		["nesting without end", "orders", deep(300_000), {}, /nested/],
		["2 MB", "orders", { ...python, note: "x".repeat(2e6) }, {}, /bytes/],
	])("%s", (_name, topic, body, headers, reason) => {
		const decoded = read(topic, body, headers);
		expect(decoded).toEqual({
			kind: "poison",
			code: expect.stringMatching(/^[A-Z_]+(?: [\w.[\]]+)?$/),
			reason: expect.stringMatching(reason),
		});
	});

	it("null", () => {
		expect(decodeRecord(asRead({ topic: "orders", key: "1", value: null, headers: {} }))).toEqual({
			kind: "poison",
			code: "NO_VALUE",
			reason: "the value is null",
		});
	});

	it("whatever the bytes and headers, it never throws", () => {
		const header = fc.oneof(fc.constantFrom(...EVENT_TYPES, "1.0", "constructor", "__proto__"), fc.string());
		const body = fc.oneof(
			fc.uint8Array(),
			fc.json(),
			fc.record({ order_id: id, status: fc.oneof(fc.constantFrom("PAID", "constructor", "__proto__"), fc.jsonValue()) }),
		);
		fc.assert(
			fc.property(
				fc.constantFrom("orders", "payments", "inventory", "shipping", "fraud-alerts", "constructor"),
				body,
				fc.dictionary(fc.constantFrom("ce_type", "ce_specversion", "ce_time", "ce_id"), header),
				(topic, value, headers) => {
					expect(["event", "replay", "poison"]).toContain(read(topic, value, headers).kind);
				},
			),
			{ numRuns: 500 },
		);
	});
});
