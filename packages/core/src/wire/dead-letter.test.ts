import { expect, it } from "vitest";
import { attemptTimesOf, deadLetterOf } from "./dead-letter.ts";

it("keeps the record's bytes, key and headers, and adds its origin and the error", () => {
	const value = Uint8Array.of(0xff, 0x00);
	const record = {
		topic: "orders",
		key: "7",
		value,
		headers: { trace: "t", ce_type: "ORDER_CREATED" },
		partition: 4,
		offset: 9,
		timestamp: 1,
	};
	const dead = deadLetterOf(record, {
		group: "fraud-group",
		reason: "NOT_JSON",
		error: "not JSON",
		attempts: 3,
		at: Date.UTC(2026, 0, 5, 12),
	});
	expect(dead).toEqual({
		topic: "fraud-group.dlq",
		key: "7",
		value,
		headers: {
			trace: "t",
			ce_type: "ORDER_CREATED",
			dlq_topic: "orders",
			dlq_partition: "4",
			dlq_offset: "9",
			dlq_group: "fraud-group",
			dlq_reason: "NOT_JSON",
			dlq_error: "not JSON",
			dlq_attempts: "3",
			dlq_time: "2026-01-05T12:00:00.000Z",
		},
	});
	expect(dead.value).toBe(value);
});

it("states when its attempts failed and where the error was thrown, of both a bounded part", () => {
	const record = { topic: "orders", key: null, value: null, headers: {}, partition: 0, offset: 0, timestamp: 1 };
	const cause = { group: "g", reason: "HANDLER_FAILED", error: "failed", attempts: 30, at: 30_000 };
	const attemptTimes = Array.from({ length: 30 }, (_, n) => n * 1_000);
	const { headers } = deadLetterOf(record, { ...cause, attemptTimes, stack: "at charge (payments.ts:1:1)\n".repeat(1_000) });
	expect(attemptTimesOf(headers)).toEqual(attemptTimes.slice(-20).map((at) => new Date(at).toISOString()));
	expect(headers.dlq_stack).toHaveLength(4_000);
	expect(attemptTimesOf({ dlq_attempt_times: "soon,1970-01-01T00:00:01.000Z" })).toEqual(["1970-01-01T00:00:01.000Z"]);
	expect(attemptTimesOf({})).toEqual([]);
});

it("keeps a tombstone and a record without a key as they are", () => {
	const record = { topic: "orders", key: null, value: null, headers: {}, partition: 0, offset: 0, timestamp: 1 };
	expect(deadLetterOf(record, { group: "g", reason: "NO_VALUE", error: "the value is null", attempts: 1, at: 0 })).toMatchObject({
		key: null,
		value: null,
	});
});
