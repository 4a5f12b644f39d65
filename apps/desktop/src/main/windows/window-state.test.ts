import { expect, it } from "vitest";
import { boundsFor } from "./window-state.ts";

const SCREENS = [
	{ x: 0, y: 0, width: 1920, height: 1080 },
	{ x: 1920, y: 0, width: 1280, height: 1024 },
];
const saved = { x: 100, y: 50, width: 1200, height: 800, maximized: false };

it("a window opens where it was", () => {
	expect(boundsFor(saved, SCREENS)).toEqual({ x: 100, y: 50, width: 1200, height: 800 });
	expect(boundsFor({ ...saved, x: 2_000 }, SCREENS)).toMatchObject({ x: 2_000 });
});

it.each([
	["its screen has gone", { x: 2_000, y: 50 }, SCREENS.slice(0, 1)],
	["its title bar is above every screen", { x: 100, y: -400 }, SCREENS],
	["it is below every screen", { x: 100, y: 1_070 }, SCREENS],
])("but not when %s", (_why, place, screens) => {
	expect(boundsFor({ ...saved, ...place }, screens)).toEqual({ width: 1200, height: 800 });
});

it("no smaller than one can work in, and large at first", () => {
	expect(boundsFor({ ...saved, width: 200, height: 100 }, SCREENS)).toMatchObject({ width: 960, height: 600 });
	expect(boundsFor(undefined, SCREENS)).toEqual({ width: 1440, height: 900 });
});
