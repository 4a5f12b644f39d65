import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consumedBetween } from "./consumption.ts";
import type { KnownSample } from "./sample.ts";

/** At `second`, with the first unread record so many seconds old; undefined: none is unread. */
function at(second: number, committed: number, age: number | undefined): KnownSample {
	const unread = age === undefined ? undefined : { offset: committed, timestamp: (second - age) * 1000 };
	return { kind: "known", at: second * 1000, committed, earliest: 0, end: 10_000, unread, members: "present" };
}

describe("what was consumed between two samples", () => {
	it("is within the objective when the oldest of it was, and not when the next record is older", () => {
		expect(consumedBetween(at(0, 100, 5), at(1, 150, 4), 30)).toEqual({ consumed: 50, within: 50 });
		expect(consumedBetween(at(0, 100, 60), at(1, 150, 45), 30)).toEqual({ consumed: 50, within: 0 });
	});

	it("is split where the objective lies between the ages of its first and its next record", () => {
		expect(consumedBetween(at(0, 100, 49), at(1, 200, 10), 30)).toEqual({ consumed: 100, within: 50 });
		expect(consumedBetween(at(0, 100, 59), at(1, 200, undefined), 30)).toEqual({ consumed: 100, within: 50 });
	});

	it("is nothing when the group was set back", () => {
		expect(consumedBetween(at(0, 100, 5), at(1, 20, 900), 30)).toEqual({ consumed: 0, within: 0 });
	});

	it("is never more within the objective than in all", () => {
		const ages = fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined });
		fc.assert(
			fc.property(ages, ages, fc.nat(500), fc.nat(100), (first, next, count, objective) => {
				const { consumed, within } = consumedBetween(at(0, 100, first), at(1, 100 + count, next), objective);
				expect(consumed).toBe(count);
				expect(within).toBeGreaterThanOrEqual(0);
				expect(within).toBeLessThanOrEqual(consumed);
			}),
		);
	});
});
