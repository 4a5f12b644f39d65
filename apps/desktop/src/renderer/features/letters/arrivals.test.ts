import { expect, it } from "vitest";
import { arrivalAxis, arrivalBars } from "./arrivals.ts";

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 0, 15, 12, 30);
const arrived = (...ago: number[]) => ago.map((hours) => ({ at: new Date(Math.floor(NOW / HOUR - hours) * HOUR).toISOString(), count: 2 }));
const reason = (...ago: number[]) => ({ group: "g", reason: "NOT_JSON", hours: arrived(...ago) });

it("letters of the last hours are bars of an hour over a day, the present hour the last", () => {
	const axis = arrivalAxis([reason(3), reason(0)], NOW);
	expect(axis).toEqual({ from: Date.UTC(2026, 0, 14, 13), to: Date.UTC(2026, 0, 15, 13), hoursABar: 1 });
	const bars = arrivalBars(arrived(3, 0), axis);
	expect([bars.length, bars.indexOf(2), bars.at(-1)]).toEqual([24, 20, 2]);
});

it("a week has bars of several hours, and each letter is in one of them", () => {
	const all = reason(167, 166, 90, 1, 0);
	const axis = arrivalAxis([all], NOW);
	expect([axis.hoursABar, (axis.to - axis.from) / HOUR / axis.hoursABar]).toEqual([4, 42]);
	const bars = arrivalBars(all.hours, axis);
	expect(bars.reduce((sum, count) => sum + count, 0)).toBe(10);
	expect([bars[0], bars.at(-1)]).toEqual([4, 4]);
});

it("without letters there are bars of a day, all empty", () => {
	expect(arrivalBars([], arrivalAxis([], NOW))).toEqual(Array.from({ length: 24 }, () => 0));
});
