import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BOUNDS, DurationHistogram } from "./duration-histogram.ts";

describe("the histogram of durations", () => {
	it("counts for each bound the durations that do not exceed it, in any order of arrival", () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.double({ min: 0, max: 20, noNaN: true }), fc.constantFrom(...BOUNDS))), (seconds) => {
				const histogram = new DurationHistogram();
				for (const each of seconds) histogram.add(each);
				const { sum, count, within } = histogram.read();
				expect(count).toBe(seconds.length);
				expect(sum).toBeCloseTo(seconds.reduce((all, each) => all + each, 0));
				expect(within).toEqual(BOUNDS.map((bound) => seconds.filter((each) => each <= bound).length));
			}),
		);
	});
});
