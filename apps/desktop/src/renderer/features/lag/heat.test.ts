import { describe, expect, it } from "vitest";
import { CELLS, heatCells, shadeOf } from "./heat.ts";

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
