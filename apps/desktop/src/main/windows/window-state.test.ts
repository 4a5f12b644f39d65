import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundsFor, windowStatesSchema } from "./window-state.ts";

const LARGE = { x: 0, y: 0, width: 1920, height: 1080 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 };
const LEFT = { x: -1280, y: -200, width: 1280, height: 1024 };
const LAPTOP = { x: 0, y: 25, width: 1280, height: 775 };
const TINY = { x: 0, y: 0, width: 800, height: 480 };
const saved = { x: 100, y: 50, width: 1200, height: 800, maximized: false };
const MINIMUM = { minWidth: 960, minHeight: 600 };

describe("a window opens where it was", () => {
	it.each([
		["on the primary display", { x: 100, y: 50 }, [LARGE, RIGHT]],
		["on the second one", { x: 1_950, y: 50 }, [LARGE, RIGHT]],
		["on one at negative coordinates", { x: -1_250, y: -150 }, [LARGE, LEFT]],
		["across two of them", { x: 1_400, y: 50 }, [LARGE, RIGHT]],
	])("%s", (_where, place, screens) => {
		expect(boundsFor({ ...saved, ...place }, screens)).toEqual({ width: 1200, height: 800, ...place, ...MINIMUM });
	});
});

describe("a window is fitted to the display that there is", () => {
	it.each([
		["larger than it", { x: 0, y: 0, width: 3840, height: 2100 }, [LAPTOP], LAPTOP],
		["partly below it", { x: 40, y: 700 }, [LAPTOP], { x: 40, y: 25, width: 1200, height: 775 }],
		["its title bar above it", { x: 100, y: -400 }, [LARGE], { x: 100, y: 0, width: 1200, height: 800 }],
		["partly on a display that was removed", { x: 1_400, y: 50 }, [LARGE], { x: 720, y: 50, width: 1200, height: 800 }],
		["mostly on the second of two", { x: 1_800, y: 400 }, [LARGE, RIGHT], { x: 1_920, y: 224, width: 1200, height: 800 }],
		["maximized on a larger one", { x: 200, y: 150, width: 1900, height: 1000, maximized: true }, [LAPTOP], LAPTOP],
	])("%s", (_what, change, screens, bounds) => {
		expect(boundsFor({ ...saved, ...change }, screens)).toEqual({ ...bounds, ...MINIMUM });
	});

	it("which may be smaller than the smallest window", () => {
		const tiny = { width: 800, height: 480, minWidth: 800, minHeight: 480 };
		expect(boundsFor(saved, [TINY])).toEqual({ x: 0, y: 0, ...tiny });
		expect(boundsFor(undefined, [TINY])).toEqual(tiny);
	});
});

describe("the system places a window", () => {
	it.each([
		["whose display was removed", { x: 2_000, y: 50 }],
		["whose display at negative coordinates was removed", { x: -1_300, y: 50 }],
		["that is nowhere", { x: Number.MAX_SAFE_INTEGER, y: Number.MIN_SAFE_INTEGER }],
	])("%s", (_what, place) => {
		expect(boundsFor({ ...saved, ...place }, [LARGE])).toEqual({ width: 1200, height: 800, ...MINIMUM });
	});

	it("that opens for the first time, of the first size where there is room", () => {
		expect(boundsFor(undefined, [LARGE])).toEqual({ width: 1440, height: 900, ...MINIMUM });
		expect(boundsFor(undefined, [LAPTOP])).toEqual({ width: 1280, height: 775, ...MINIMUM });
		expect(boundsFor(undefined, [])).toEqual({ width: 1440, height: 900, ...MINIMUM });
	});
});

it("a window is no smaller than one can work in", () => {
	expect(boundsFor({ ...saved, width: 200, height: 100 }, [LARGE])).toMatchObject({ width: 960, height: 600 });
});

const far = fc.integer({ min: -10_000, max: 10_000 });
const side = fc.integer({ min: 320, max: 8_000 });
const rectangle = fc.record({ x: far, y: far, width: side, height: side });

it("a placed window is visible whole, and none is larger than its display, whatever was saved", () => {
	const length = fc.integer({ min: 1, max: 1e9 });
	const states = fc.record({ x: far, y: far, width: length, height: length, maximized: fc.boolean() });
	fc.assert(
		fc.property(states, rectangle, (state, screen) => {
			const { x = screen.x, y = screen.y, width, height, minWidth, minHeight } = boundsFor(state, [screen]);
			expect(x).toBeGreaterThanOrEqual(screen.x);
			expect(y).toBeGreaterThanOrEqual(screen.y);
			expect(x + width).toBeLessThanOrEqual(screen.x + screen.width);
			expect(y + height).toBeLessThanOrEqual(screen.y + screen.height);
			expect([minWidth <= width, minHeight <= height]).toEqual([true, true]);
		}),
	);
});

it("a file with a damaged state keeps the others", () => {
	const damaged = { a: saved, b: { ...saved, x: "left" }, c: null, d: { ...saved, width: 0 }, e: { ...saved, height: 1e300 } };
	expect(windowStatesSchema.parse(damaged)).toEqual({ a: saved });
});
