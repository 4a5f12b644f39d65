import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withDeadline } from "./deadline.ts";

const never = new Promise<never>(() => {});
const fail = (): never => {
	throw new Error("too late");
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("work with a deadline", () => {
	it("settles as the work does when it is in time, and leaves no timer", async () => {
		expect(await withDeadline(Promise.resolve(1), 100, fail)).toBe(1);
		await expect(withDeadline(Promise.reject(new Error("failed")), 100, fail)).rejects.toThrow("failed");
		expect(vi.getTimerCount()).toBe(0);
	});

	it("resolves at the deadline with what the caller returns for it", async () => {
		const outcome = withDeadline(never, 100, () => "late");
		await vi.advanceTimersByTimeAsync(100);
		expect(await outcome).toBe("late");
	});

	it("rejects at the deadline with what the caller throws for it", async () => {
		const outcome = expect(withDeadline(never, 100, fail)).rejects.toThrow("too late");
		await vi.advanceTimersByTimeAsync(100);
		await outcome;
	});

	it("drops a failure of the work that comes after the deadline", async () => {
		const work = Promise.withResolvers<never>();
		const outcome = withDeadline(work.promise, 100, () => undefined);
		await vi.advanceTimersByTimeAsync(100);
		await outcome;
		// Unhandled, it would fail this test run.
		work.reject(new Error("failed later"));
	});
});
