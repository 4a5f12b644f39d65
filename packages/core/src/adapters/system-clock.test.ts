import { describe, expect, it } from "vitest";
import { systemClock } from "./system-clock.ts";

describe("the system clock", () => {
	it("returns the time and makes ids that differ", () => {
		expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(10_000);
		expect(systemClock.id()).not.toBe(systemClock.id());
		expect(systemClock.random()).toBeLessThan(1);
	});

	it("wakes immediately when the signal aborts, or has aborted before", async () => {
		const stop = new AbortController();
		const asleep = systemClock.sleep(2 ** 30, stop.signal);
		stop.abort();
		await asleep;
		await systemClock.sleep(2 ** 30, stop.signal);
	});

	it("sleeps through when nothing aborts", async () => {
		await systemClock.sleep(1, new AbortController().signal);
		await systemClock.sleep(0);
	});
});
