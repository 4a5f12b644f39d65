import { describe, expect, it } from "vitest";
import { minuteTime } from "../../format/time.ts";
import { axisTicks, CELLS, heatCells, lateTicks, shadeOf } from "./heat.ts";

describe("the heat strip", () => {
	it("shades lateness from five seconds to four minutes", () => {
		expect([0, 4.9, 5, 30, 120, 240, 9999].map(shadeOf)).toEqual([0, 0, 1, 2, 3, 4, 4]);
	});

	it("shows the worst of each cell, the newest last; what was not recorded is no zero", () => {
		const late = Array.from({ length: 180 }, (): number | null => null);
		late[176] = 8;
		late[178] = 3;
		late[0] = 0;
		const cells = heatCells(late);
		expect(cells).toHaveLength(CELLS);
		expect(cells.slice(-2)).toEqual([undefined, 8]);
		expect(cells.filter((cell) => cell !== undefined)).toEqual([0, 8]);
		expect(heatCells([]).every((cell) => cell === undefined)).toBe(true);
	});
});

it.each([15, 60, 360, 1_440])("the axis of %d minutes names three to seven times, each once, all within it", (minutes) => {
	const from = Date.UTC(2026, 10, 21, 14, 17, 35);
	const to = from + minutes * 60_000;
	const ticks = axisTicks(from, to);
	expect(ticks.length).toBeGreaterThanOrEqual(3);
	expect(ticks.length).toBeLessThanOrEqual(7);
	expect(new Set(ticks.map(minuteTime)).size).toBe(ticks.length);
	expect(ticks.every((tick) => tick >= from && tick <= to)).toBe(true);
});

it.each([
	[0, [0, 2]],
	[6, [0, 2, 4, 6]],
	[7, [0, 5, 10]],
	[72, [0, 60, 120]],
	[764, [0, 300, 600, 900]],
	[86_400 * 10, [0, 4, 8, 12].map((days) => days * 86_400)],
])("the axis of lateness of up to %d s has even values", (most, ticks) => {
	expect(lateTicks(most)).toEqual(ticks);
});
