import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { NOTHING_WAITS, waitingOf } from "./waiting.ts";

const T0 = Date.parse("2026-01-15T12:00:00Z");

describe("what waits", () => {
	it("is nothing when nothing is unread", () => {
		expect(waitingOf([], { atLeast: false })).toEqual(NOTHING_WAITS);
	});

	it("is each order once, with its money, and the oldest of them", () => {
		const records = [
			{ order_id: 2, amount: 0.2, timestamp: T0 + 5 },
			{ order_id: 1, amount: undefined, timestamp: T0 + 1 },
			{ order_id: 1, amount: 0.1, timestamp: T0 + 9 },
			{ order_id: "1", amount: 0.1, timestamp: T0 + 10 },
		];
		expect(waitingOf(records, { atLeast: true })).toEqual({
			orders: 2,
			amount: 0.3,
			oldest_order_id: 1,
			oldest_at: isoOf(T0 + 1),
			at_least: true,
		});
	});

	it("does not change when the records are shuffled or come twice", () => {
		const record = fc.record({
			order_id: fc.nat(5),
			amount: fc.option(
				fc.nat(50_000).map((cents) => cents / 100),
				{ nil: undefined },
			),
			timestamp: fc.nat(1e6),
		});
		const shuffled = fc
			.uniqueArray(record, { selector: ({ timestamp }) => timestamp, maxLength: 20 })
			.chain((records) => fc.tuple(fc.constant(records), fc.shuffledSubarray([...records, ...records], { minLength: records.length * 2 })));
		fc.assert(
			fc.property(shuffled, ([records, again]) => {
				expect(waitingOf(again, { atLeast: false })).toEqual(waitingOf(records, { atLeast: false }));
			}),
		);
	});
});
