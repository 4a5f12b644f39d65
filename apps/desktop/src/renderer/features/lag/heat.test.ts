import { describe, expect, it } from "vitest";
import { after, NOON } from "../../testing/order-fixture.ts";
import { heatCells, shadeOf } from "./heat.ts";

describe("the heat strip", () => {
	it("shade lateness from five seconds to four minutes", () => {
		expect([0, 4.9, 5, 30, 120, 240, 9999].map(shadeOf)).toEqual([0, 0, 1, 2, 3, 4, 4]);
	});

	it("show the worst of each ten seconds, the newest last, and what was not seen as unknown", () => {
		const at = (seconds: number) => Date.parse(after(seconds));
		const cells = heatCells(
			[
				{ at: at(-15), lag: 1, lag_seconds: 8 },
				{ at: at(-12), lag: 1, lag_seconds: 3 },
				{ at: at(-1), lag: 1, lag_seconds: null },
				{ at: at(-400), lag: 1, lag_seconds: 99 },
			],
			NOON,
		);
		expect(cells.length).toBe(30);
		expect(cells.slice(-3)).toEqual([undefined, 8, undefined]);
		expect(cells.filter((cell) => cell !== undefined)).toEqual([8]);
	});
});
