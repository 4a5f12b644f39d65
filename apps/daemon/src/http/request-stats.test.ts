import { expect, it } from "vitest";
import { createRequestStats } from "./request-stats.ts";

it("tells how the API is doing, as a service among others", () => {
	let now = 0;
	const stats = createRequestStats({ clock: { now: () => now }, instance: "i", version: "1" });
	for (let n = 0; n < 50; n += 1) {
		now += 100;
		stats.handled(n % 10 === 0 ? 503 : 200, 0.01);
	}
	stats.failed(new Error("disk full"));
	expect(stats.service()).toMatchObject({ role: "api", state: "running", handled: 50, per_second: 10, last_error: "disk full" });
	expect(stats.counts().byClass).toEqual(
		new Map([
			["5xx", 5],
			["2xx", 45],
		]),
	);
	expect(stats.counts().seconds).toBeCloseTo(0.5);
});
