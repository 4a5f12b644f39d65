import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LogRecord } from "../ports/event-log.ts";
import { deadLetterOf } from "./dead-letter.ts";
import { letterOf } from "./letter.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function letterAt(value: Uint8Array | null, headers: Record<string, string> = {}): LogRecord {
	return { topic: "payments-group.dlq", partition: 5, offset: 118, key: "7", value, headers, timestamp: Date.UTC(2026, 0, 5) };
}

describe("the document of a dead letter", () => {
	it("has its place, its origin, its cause, and what its value states", () => {
		const record = { ...letterAt(encode('\ufeff{"order_id":184237,"amount":129.99,"currency":"usd"}')), topic: "orders", offset: 9 };
		const at = Date.UTC(2026, 0, 4);
		const dead = deadLetterOf(record, { group: "payments-group", reason: "NOT_JSON", error: "not JSON: U+FEFF", attempts: 5, at });
		expect(letterOf({ ...letterAt(record.value, dead.headers) }, "payments-group")).toEqual({
			letter_id: "payments-group:5:118",
			group: "payments-group",
			position: { topic: "payments-group.dlq", partition: 5, offset: 118 },
			origin: { topic: "orders", partition: 5, offset: 9 },
			key: "7",
			order_id: "184237",
			amount: 129.99,
			currency: "USD",
			size_bytes: record.value?.byteLength,
			cut: null,
			reason: "NOT_JSON",
			error: "not JSON: U+FEFF",
			attempts: 5,
			at: "2026-01-04T00:00:00.000Z",
			state: "WAITING",
			redrive_count: 0,
			redrive_of: null,
			version: 1,
			history: [],
		});
	});

	it("of a record that failed after a redrive counts on, and names the letter before it", () => {
		const headers = { redrive_of: "payments-group:1:2", redrive_count: "3", redrive_group: "payments-group" };
		expect(letterOf(letterAt(null, headers), "payments-group")).toMatchObject({ redrive_of: "payments-group:1:2", redrive_count: 3 });
	});

	it("gets its reason from what cannot be read, where an earlier version wrote it", () => {
		const origin = { dlq_topic: "orders", dlq_partition: "1", dlq_offset: "2", dlq_error: "x" };
		const reasonOf = (text: string) => letterOf(letterAt(encode(text), origin), "payments-group").reason;
		expect(reasonOf("{not json")).toBe("NOT_JSON");
		expect(reasonOf('{"order_id":1}')).toBe("WRONG_SHAPE customer_id");
	});

	it("of another client is kept, whatever it holds: it states no origin and no reason", () => {
		const header = fc.constantFrom("dlq_topic", "dlq_offset", "dlq_cut", "dlq_time", "dlq_attempts", "redrive_count");
		fc.assert(
			fc.property(fc.option(fc.uint8Array()), fc.dictionary(header, fc.string()), (value, headers) => {
				expect(letterOf(letterAt(value, headers), "payments-group")).toMatchObject({ origin: null, reason: "UNKNOWN", state: "WAITING" });
			}),
		);
	});
});
