import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shortDuration } from "../../format/duration.ts";
import { axisLabel, axisTicks, LABEL_RIGHT, lateTicks, TICKS_APART } from "./axis.ts";
import { SPANS } from "./spans.ts";

const minutes = fc.constantFrom(...Object.values(SPANS).map((span) => span.minutes));
/** Pixels; steps of the history begin at whole multiples of 5 s. */
const axis = fc.record({ minutes, width: fc.integer({ min: 212, max: 1_512 }), start: fc.integer({ min: 0, max: 40_000 }) });

describe("the time axis", () => {
	it("has distinct labels at equal distances with room for each, whatever its span, width and beginning", () => {
		fc.assert(
			fc.property(axis, ({ minutes: span, width, start }) => {
				const from = Date.UTC(2026, 10, 27) + start * 5_000;
				const to = from + span * 60_000;
				const ticks = axisTicks({ from, to, width });
				expect(ticks.length).toBeGreaterThanOrEqual(2);
				expect(new Set(ticks.map(axisLabel)).size).toBe(ticks.length);
				const places = ticks.map((tick) => ((tick - from) / (to - from)) * width);
				const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
				for (const gap of gaps) {
					expect(gap).toBeGreaterThanOrEqual(TICKS_APART);
					expect(gap).toBeCloseTo(gaps[0] ?? 0, 6);
				}
				expect(places[0]).toBeGreaterThanOrEqual(0);
				expect(places.at(-1)).toBeLessThanOrEqual(width - LABEL_RIGHT);
			}),
		);
	});

	it("does not repeat the time at which a day began where it ends", () => {
		const from = Date.UTC(2026, 10, 27, 12);
		const labels = axisTicks({ from, to: from + 86_400_000, width: 400 }).map(axisLabel);
		expect(labels).toEqual(["12:00", "16:00", "20:00", "Nov 28", "04:00", "08:00"]);
	});

	it("has no ticks before its width is known", () => {
		expect(axisTicks({ from: 0, to: 900_000, width: 0 })).toEqual([]);
	});
});

describe("the axis of lateness", () => {
	it.each([
		[0, [0, 2]],
		[6, [0, 2, 4, 6]],
		[7, [0, 5, 10]],
		[72, [0, 60, 120]],
		[764, [0, 300, 600, 900]],
		[86_400 * 10, [0, 4, 8, 12].map((days) => days * 86_400)],
	])("of up to %d s has even values", (most, ticks) => {
		expect(lateTicks(most)).toEqual(ticks);
	});

	it("has distinct labels, the last one not below what is shown", () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 86_400 * 365, noNaN: true }), (most) => {
				const ticks = lateTicks(most);
				expect(new Set(ticks.map(shortDuration)).size).toBe(ticks.length);
				expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
			}),
		);
	});
});
