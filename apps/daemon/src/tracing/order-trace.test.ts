import { EVENT_TYPES, TOPIC_OF } from "@orderdeck/contracts/topics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { causeOf, orderRecordOf, publishSpanIdOf, traceIdOf } from "./order-trace.ts";

describe("the trace of an order", () => {
	it("has the same id in every process, and another one for another order or another deployment", () => {
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

	it("knows in advance the cause of a dispatch, a delivery and a cancellation, and of nothing else", () => {
		const known = EVENT_TYPES.flatMap((type) => causeOf(type, "7") ?? []);
		expect(known.toSorted()).toEqual(["7:ORDER_CREATED", "7:SHIPMENT_CREATED", "7:SHIPMENT_DISPATCHED"]);
		expect(causeOf("SHIPMENT_DELIVERED", "7")).toBe("7:SHIPMENT_DISPATCHED");
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
		["a record of another producer", { topic: "orders", key: "7", headers: {} }],
	])("is not %s", (_what, record) => {
		expect(orderRecordOf(record)).toBeUndefined();
	});
});
