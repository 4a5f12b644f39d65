import fc from "fast-check";
import { expect, it } from "vitest";
import { backoffMs } from "./backoff.ts";

const LIMITS = { baseMs: 50, maxMs: 5_000 };

it.each([
	[1, 100],
	[2, 200],
	[6, 3_200],
	[7, 5_000],
	[2_000, 5_000],
])("attempt %i waits at most %i ms, and at least half of it", (attempt, ceiling) => {
	expect(backoffMs(attempt, LIMITS, () => 0)).toBe(ceiling / 2);
	expect(backoffMs(attempt, LIMITS, () => 0.999_999)).toBeCloseTo(ceiling, 1);
});

it("stays within its limits, whatever the attempt and the random number", () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
			const waitMs = backoffMs(attempt, LIMITS, () => random);
			expect(waitMs).toBeGreaterThanOrEqual(LIMITS.baseMs);
			expect(waitMs).toBeLessThanOrEqual(LIMITS.maxMs);
		}),
	);
});
