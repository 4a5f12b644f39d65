import { expect, it } from "vitest";
import { stuckChange } from "./use-stuck.ts";

it("the change of the stuck orders is that since the first reading that is kept, and over how long", () => {
	const readings = [78, 90, 155].map((orders, place) => ({ at: place * 3_000, orders }));
	expect(stuckChange(readings)).toEqual({ more: 77, seconds: 6 });
	expect(stuckChange(readings.toReversed())?.more).toBe(-77);
	expect(stuckChange(readings.slice(0, 1))).toBeUndefined();
	expect(stuckChange([])).toBeUndefined();
});
