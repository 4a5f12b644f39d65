import { describe, expect, it } from "vitest";
import { CasMismatch } from "../ports/errors.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** Loses the first `conflicts` compare-and-swaps. */
function contested(conflicts: number) {
	let tries = 0;
	const waits: number[] = [];
	const clock = { sleep: async (ms: number) => void waits.push(ms), random: () => 0.999 };
	const run = () =>
		retryOnConflict(clock, async () => {
			tries += 1;
			if (tries <= conflicts) throw new CasMismatch("products", "PROD-001");
			return "applied";
		});
	return { run, waits, tries: () => tries };
}

describe("retryOnConflict", () => {
	it("decides again, later each time, until its write is the first", async () => {
		const { run, waits, tries } = contested(4);
		expect(await run()).toBe("applied");
		expect(tries()).toBe(5);
		expect(waits).toEqual(waits.toSorted((a, b) => a - b));
		expect(new Set(waits).size).toBe(4);
	});

	it("ends with UNAVAILABLE, with the advice to try again, when every try loses", async () => {
		const { run, waits, tries } = contested(Number.POSITIVE_INFINITY);
		await expect(run()).rejects.toMatchObject({ code: "UNAVAILABLE", status: 503, message: expect.stringContaining("try again") });
		expect(tries()).toBe(20);
		expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(5_000);
	});

	it("tries once where something else fails", async () => {
		let tries = 0;
		const failing = retryOnConflict({ sleep: () => Promise.resolve(), random: () => 0 }, async () => {
			tries += 1;
			throw new Error("the disk is full");
		});
		await expect(failing).rejects.toThrow("the disk is full");
		expect(tries).toBe(1);
	});
});
