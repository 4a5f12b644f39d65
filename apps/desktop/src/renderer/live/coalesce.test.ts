import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCoalescer } from "./coalesce.ts";

describe("a coalescer", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("runs once for many requests, and at most once an interval", () => {
		const run = vi.fn();
		const coalescer = createCoalescer(run, 50, () => Date.now());
		for (let ms = 0; ms < 1_000; ms++) {
			coalescer.request();
			vi.advanceTimersByTime(1);
		}
		expect(run.mock.calls.length).toBeGreaterThan(15);
		expect(run.mock.calls.length).toBeLessThanOrEqual(21);
	});

	it("always runs after the last request", () => {
		const run = vi.fn();
		const coalescer = createCoalescer(run, 50, () => Date.now());
		coalescer.request();
		vi.advanceTimersByTime(10);
		coalescer.request();
		vi.advanceTimersByTime(49);
		expect(run).toHaveBeenCalledTimes(2);
	});

	it("drops what was requested when cancelled", () => {
		const run = vi.fn();
		const coalescer = createCoalescer(run, 50, () => Date.now());
		coalescer.request();
		coalescer.cancel();
		vi.advanceTimersByTime(100);
		expect(run).not.toHaveBeenCalled();
	});
});
