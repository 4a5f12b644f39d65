import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moveTo, passedBy, RESTORE_MS, resetInWords, restorableOf } from "./offset-reset.ts";

const PLACE = { topic: "orders", partition: 2 };

describe("a move of a committed offset", () => {
	it("ends within what the log holds, and passes exactly the offsets between", () => {
		const partition = fc
			.record({ earliest: fc.nat(20), length: fc.nat(50), committed: fc.option(fc.nat(80), { nil: undefined }) })
			.map(({ earliest, length, committed }) => ({ ...PLACE, earliest, end: earliest + length, committed }));
		fc.assert(
			fc.property(partition, fc.integer({ min: -10, max: 100 }), (known, offset) => {
				const move = moveTo(known, { offset });
				expect(move.to).toBeGreaterThanOrEqual(known.earliest);
				expect(move.to).toBeLessThanOrEqual(known.end);
				expect(move.clamped).toBe(move.to !== offset);
				const from = Math.max(known.committed ?? known.earliest, known.earliest);
				const passed = passedBy(move);
				expect([passed.offset, passed.end]).toEqual([Math.min(from, move.to), Math.max(from, move.to)]);
				expect(move.records).toBe(passed.end - passed.offset);
				expect(move.move).toBe(move.to < from ? "again" : move.to > from ? "skips" : "stays");
			}),
		);
	});
});

describe("a reset that can be undone", () => {
	const AT = "2026-01-15T12:00:00.000Z";
	const made = Date.parse(AT);
	const reset = {
		id: "r",
		by: "ada",
		at: AT,
		reason: "read again",
		positions: [
			{ ...PLACE, offset: 0 },
			{ topic: "orders", partition: 3, offset: 0 },
		],
		before: [
			{ topic: "orders", partition: 3, offset: null },
			{ ...PLACE, offset: 7 },
		],
	};

	it("is one that the log has accepted, for a day, with each partition before and after", () => {
		expect(restorableOf({ ...reset, failure: null }, made + RESTORE_MS)).toEqual({
			by: "ada",
			at: AT,
			reason: "read again",
			until: "2026-01-16T12:00:00.000Z",
			partitions: [
				{ ...PLACE, before: 7, after: 0 },
				{ topic: "orders", partition: 3, before: null, after: 0 },
			],
		});
		expect(restorableOf({ ...reset, failure: null }, made + RESTORE_MS + 1)).toBeNull();
	});

	it("is none that is pending or that the log refused", () => {
		expect([undefined, reset, { ...reset, failure: "no leader" }].map((each) => restorableOf(each, made))).toEqual([null, null, null]);
	});
});

describe("a reset in words", () => {
	const nobody = { orders: 0, already_done: 0, at_least: false };

	it("states what would never happen before what happens again", () => {
		const never = { orders: 7_928, already_done: 0, at_least: false };
		const replays = { orders: 312, already_done: 312, at_least: false };
		expect(resetInWords("payments-group", { replays, never })).toEqual([
			"7928 orders would never be charged: payments-group skips records that it has not read. 0 of them were charged before.",
			"312 orders are read again. All of them are charged already: no effect, nothing is applied twice.",
		]);
	});

	it("states how many had no effect yet, and no number where that is not known", () => {
		const words = (already_done: number | null, group = "shipping-group") =>
			resetInWords(group, { replays: { orders: 2, already_done, at_least: true }, never: nobody });
		expect(words(1)).toEqual([
			"At least 2 orders are read again. What was applied is not applied twice. 1 of them were not prepared for shipping so far.",
		]);
		expect(words(null, "fraud-group")).toEqual(["At least 2 orders are read again. What was applied is not applied twice."]);
		expect(resetInWords("fraud-group", { replays: nobody, never: nobody })).toEqual(["No orders are affected."]);
	});
});
