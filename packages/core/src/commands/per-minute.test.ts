import { describe, expect, it } from "vitest";
import { createPerMinute } from "./per-minute.ts";

describe("what one caller may cause in a minute", () => {
	it("is counted for each of them, from the first time on, and from zero a minute later", () => {
		let now = 0;
		const allows = createPerMinute({ now: () => now }, 2);
		expect(["a", "a", "a", "b", "a"].map(allows)).toEqual([true, true, false, true, false]);
		now = 59_999;
		expect(allows("a")).toBe(false);
		now = 60_000;
		expect(["a", "a", "a"].map(allows)).toEqual([true, true, false]);
	});
});
