import { EVENT_TYPES, TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causeOf, formatTraceParent, orderRecordOf, parseTraceParent, publishSpanIdOf, traceIdOf } from "./order-trace.ts";

const hex = (digits: number) =>
	fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits }).filter((text) => !/^0+$/.test(text));

describe("the trace of an order", () => {
	it("is the same wherever it is asked for, and another for another order or another deployment", () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), fc.string(), (namespace, one, other) => {
				fc.pre(one !== other);
				expect(traceIdOf(namespace, one)).toMatch(/^[0-9a-f]{32}$/);
				expect(publishSpanIdOf(namespace, one)).toMatch(/^[0-9a-f]{16}$/);
				expect(traceIdOf(namespace, one)).toBe(traceIdOf(namespace, one));
				expect(traceIdOf(namespace, one)).not.toBe(traceIdOf(namespace, other));
				expect(traceIdOf("staging", one)).not.toBe(traceIdOf("production", one));
			}),
		);
	});

	it("knows beforehand what a dispatch, a delivery and a cancellation follow from, and of nothing else", () => {
		const known = EVENT_TYPES.flatMap((type) => causeOf(type, "7") ?? []);
		expect(known.toSorted()).toEqual(["7:ORDER_CREATED", "7:SHIPMENT_CREATED", "7:SHIPMENT_DISPATCHED"]);
		expect(causeOf("SHIPMENT_DELIVERED", "7")).toBe("7:SHIPMENT_DISPATCHED");
	});
});

describe("the header traceparent", () => {
	it("reads what it wrote", () => {
		fc.assert(
			fc.property(hex(32), hex(16), fc.integer({ min: 0, max: 255 }), (traceId, spanId, traceFlags) => {
				const parent = { traceId, spanId, traceFlags };
				expect(parseTraceParent(formatTraceParent(parent))).toEqual(parent);
			}),
		);
	});

	it.each([
		undefined,
		"",
		"00-abc-def-01",
		`00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
		`00-4bf92f3577b34da6a3ce929d0e0e4736-${"0".repeat(16)}-01`,
		"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
		"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	])("takes %o for none", (header) => {
		expect(parseTraceParent(header)).toBeUndefined();
	});
});

describe("a record of an order's trace", () => {
	const headersOf = (type: string) => ({ ce_type: type, ce_id: `7:${type}` });

	it("is any of its events on its own topic", () => {
		const known = EVENT_TYPES.filter((type) => orderRecordOf({ topic: TOPIC_OF[type], key: "7", headers: headersOf(type) }) !== undefined);
		expect(known).toEqual(EVENT_TYPES.filter((type) => type !== "INVENTORY_RESTOCKED"));
	});

	it.each([
		["a replay", { topic: "orders-replay", key: "7", headers: headersOf("ORDER_CREATED") }],
		["a dead letter", { topic: "fraud-group.dlq", key: "7", headers: headersOf("ORDER_CREATED") }],
		["totals", { topic: "order-analytics", key: "totals", headers: headersOf("TOTALS_UPDATED") }],
		["a record without a key", { topic: "orders", key: null, headers: headersOf("ORDER_CREATED") }],
		["a foreign producer's", { topic: "orders", key: "7", headers: {} }],
	])("is not %s", (_what, record) => {
		expect(orderRecordOf(record)).toBeUndefined();
	});
});
