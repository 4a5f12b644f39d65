/** Where a window was, and where it may be again. */
import type { Rectangle } from "electron";
import { z } from "zod";

export const windowStateSchema = z.strictObject({
	x: z.int(),
	y: z.int(),
	width: z.int().min(1),
	height: z.int().min(1),
	maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;
/** What is no state is left out: one that is damaged must not cost the others. */
export const windowStatesSchema = z.record(z.string(), z.unknown()).transform((states) =>
	Object.fromEntries(
		Object.entries(states).flatMap(([id, state]) => {
			const parsed = windowStateSchema.safeParse(state);
			return parsed.success ? [[id, parsed.data] as const] : [];
		}),
	),
);

const SMALLEST = { width: 960, height: 600 };
const FIRST = { width: 1440, height: 900 };

/** Without a place: the system chooses one. */
export interface WindowBounds {
	readonly x?: number;
	readonly y?: number;
	readonly width: number;
	readonly height: number;
	readonly minWidth: number;
	readonly minHeight: number;
}

/**
 * The bounds to open with, all of them visible: as they were, or moved and shrunk into the screen that shows most of them; of the first size,
 * or the size that they had, where no screen shows any. `screens` are the work areas of this machine's displays, the primary one first.
 */
export function boundsFor(saved: WindowState | undefined, screens: readonly Rectangle[]): WindowBounds {
	const { width, height } = saved ?? FIRST;
	const wanted = { x: saved?.x ?? 0, y: saved?.y ?? 0, width: Math.max(width, SMALLEST.width), height: Math.max(height, SMALLEST.height) };
	const shown = saved === undefined ? [] : screens.filter((screen) => shownOn(wanted, screen) > 0);
	const screen = shown.toSorted((a, b) => shownOn(wanted, b) - shownOn(wanted, a))[0] ?? screens[0];
	if (screen === undefined) return { ...sizeOn(wanted, wanted), ...minimumOn(wanted) };
	const whole = shown.reduce((area, each) => area + shownOn(wanted, each), 0) >= wanted.width * wanted.height;
	if (whole) return { ...wanted, ...minimumOn(screen) };
	const size = sizeOn(wanted, screen);
	if (shown.length === 0) return { ...size, ...minimumOn(screen) };
	const x = Math.min(Math.max(wanted.x, screen.x), screen.x + screen.width - size.width);
	const y = Math.min(Math.max(wanted.y, screen.y), screen.y + screen.height - size.height);
	return { x, y, ...size, ...minimumOn(screen) };
}

type Size = Pick<Rectangle, "width" | "height">;

const sizeOn = (wanted: Size, screen: Size): Size => ({
	width: Math.min(wanted.width, screen.width),
	height: Math.min(wanted.height, screen.height),
});

/** No larger than the screen, which would undo the size. */
const minimumOn = (screen: Size) => ({
	minWidth: Math.min(SMALLEST.width, screen.width),
	minHeight: Math.min(SMALLEST.height, screen.height),
});

/** How much of the window a screen shows, in square pixels. */
function shownOn(window: Rectangle, screen: Rectangle): number {
	const width = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
	const height = Math.min(window.y + window.height, screen.y + screen.height) - Math.max(window.y, screen.y);
	return Math.max(0, width) * Math.max(0, height);
}
