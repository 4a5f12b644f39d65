import { expect, it } from "vitest";
import { createRateMeter } from "./rate-meter.ts";

it("is zero before anything was read", () => expect(createRateMeter().perSecond(1_000)).toBe(0));

it("counts over the time watched while that is short, then over the last five seconds", () => {
	const meter = createRateMeter();
	meter.add(0, 0);
	meter.add(1_000, 100);
	expect(meter.perSecond(1_000)).toBe(100);
	for (let at = 2_000; at <= 10_000; at += 1_000) meter.add(at, 10);
	expect(meter.perSecond(10_000)).toBe(10);
	expect(meter.perSecond(60_000)).toBe(0);
});
