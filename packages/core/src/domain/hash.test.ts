import { describe, expect, it } from "vitest";
import { hashOf } from "./hash.ts";

describe("hashOf", () => {
	it("does not change from one release to the next", () => {
		expect([hashOf(""), hashOf("42"), hashOf("CUST-001"), hashOf("ü")]).toEqual([2872998923, 686566589, 212838878, 134528209]);
	});

	it("spreads consecutive ids evenly", () => {
		const counts = Array.from({ length: 50 }, () => 0);
		for (let id = 1; id <= 50_000; id += 1) {
			const bucket = hashOf(String(id)) % 50;
			counts[bucket] = (counts[bucket] ?? 0) + 1;
		}
		for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
	});
});
