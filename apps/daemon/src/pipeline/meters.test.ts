import type { LogRecord } from "@orderdeck/core/ports/event-log";
import { describe, expect, it } from "vitest";
import { eagerClock } from "../live/live.fixture.ts";
import { createMeters } from "./meters.ts";

const letter = (key: string | null, headers: LogRecord["headers"] = {}): LogRecord => ({
	topic: "orders",
	partition: 2,
	offset: 7,
	timestamp: 0,
	key,
	value: null,
	headers,
});

/** What is reported of a dead letter. */
function reportOf(record: LogRecord, traceIdOf?: (orderId: string) => string): Readonly<Record<string, unknown>> {
	const lines: Readonly<Record<string, unknown>>[] = [];
	const observer = createMeters(eagerClock()).observer((level, event, fields) => lines.push({ level, event, ...fields }), traceIdOf);
	observer.deadLettered("fraud-group", record, "no amount");
	return lines[0] ?? {};
}

describe("the line about a dead letter", () => {
	const line = {
		level: "warn",
		event: "dead_lettered",
		group: "fraud-group",
		topic: "orders",
		partition: 2,
		offset: 7,
		reason: "no amount",
	};

	it("names the order, and its trace where there is one", () => {
		expect(reportOf(letter("42"))).toEqual({ ...line, order_id: "42" });
		expect(reportOf(letter("42"), (id) => `trace-of-${id}`)).toEqual({ ...line, order_id: "42", trace_id: "trace-of-42" });
	});

	it("names none where the record has no key, or is about a product", () => {
		expect(reportOf(letter(null))).toEqual(line);
		expect(reportOf(letter("PROD-001", { ce_type: "INVENTORY_RESTOCKED" }))).toEqual(line);
	});
});
