import { describe, expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

describe("work in parallel", () => {
	it("has at most so many items under way, and returns in their order", async () => {
		let underway = 0;
		let most = 0;
		const results = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
			underway += 1;
			most = Math.max(most, underway);
			for (let turn = 0; turn < item; turn++) await Promise.resolve();
			underway -= 1;
			return item * 10;
		});
		expect(results).toEqual([50, 10, 40, 20, 30]);
		expect(most).toBe(2);
	});

	it("begins nothing more after a failure, and has nothing under way when it throws", async () => {
		const begun: number[] = [];
		let underway = 0;
		const work = inParallel([1, 2, 3, 4], 2, async (item) => {
			begun.push(item);
			underway += 1;
			await Promise.resolve();
			if (item === 2) await Promise.resolve();
			underway -= 1;
			if (item === 1) throw new Error("the first");
		});
		await expect(work).rejects.toThrow("the first");
		expect({ begun, underway }).toEqual({ begun: [1, 2], underway: 0 });
	});
});
