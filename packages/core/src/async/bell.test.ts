import { describe, expect, it } from "vitest";
import { createBell } from "./bell.ts";

const forever = new AbortController().signal;

describe("a bell", () => {
	it("wakes all who wait, once", async () => {
		const bell = createBell();
		const woken: string[] = [];
		const all = ["a", "b"].map((name) => bell.wait(forever).then(() => woken.push(name)));
		bell.ring();
		await Promise.all(all);
		expect(woken).toEqual(["a", "b"]);
	});

	it("does not wake callers that start to wait after it rang", async () => {
		const bell = createBell();
		bell.ring();
		const stop = new AbortController();
		let woken = false;
		const waiting = bell.wait(stop.signal).then(() => {
			woken = true;
		});
		await new Promise((resolve) => setImmediate(resolve));
		expect(woken).toBe(false);
		stop.abort();
		await waiting;
	});

	it("ends a wait at its deadline, and when it is aborted", async () => {
		const bell = createBell();
		await bell.waitFor(1);
		await bell.wait(AbortSignal.abort());
		const stop = new AbortController();
		const waiting = bell.wait(stop.signal);
		stop.abort();
		await waiting;
	});
});
