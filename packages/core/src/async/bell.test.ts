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

	it("is not heard by who comes later", async () => {
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

	it("lets go of who has waited long enough, or has been called off", async () => {
		const bell = createBell();
		await bell.waitFor(1);
		await bell.wait(AbortSignal.abort());
		const stop = new AbortController();
		const waiting = bell.wait(stop.signal);
		stop.abort();
		await waiting;
	});
});
