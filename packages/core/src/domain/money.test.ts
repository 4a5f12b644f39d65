import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromCents, toCents } from "./money.ts";

describe("money", () => {
	it("survives the way to cents and back, for every amount of the contract", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 100_000_000_000 }), (cents) => {
				expect(toCents(fromCents(cents))).toBe(cents);
			}),
		);
	});

	it("rounds what is finer than a cent", () => {
		expect([0.004, 0.125, 19.999].map(toCents)).toEqual([0, 13, 2000]);
	});
});
