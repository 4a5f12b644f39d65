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
export const windowStatesSchema = z.record(z.string(), windowStateSchema);

export const SMALLEST = { width: 960, height: 600 };
const FIRST = { width: 1440, height: 900 };
/** So much of the window's upper edge must be on a screen that it can be taken hold of, in pixels. */
const GRIP = 80;

/** The bounds to open with: as they were where that can still be seen, else the first size, left to the system to place. */
export function boundsFor(saved: WindowState | undefined, screens: readonly Rectangle[]): Partial<Rectangle> & typeof FIRST {
	if (saved === undefined) return FIRST;
	const { x, y } = saved;
	const size = { width: Math.max(saved.width, SMALLEST.width), height: Math.max(saved.height, SMALLEST.height) };
	const seen = screens.some(
		(screen) =>
			y >= screen.y && y <= screen.y + screen.height - GRIP && x + size.width >= screen.x + GRIP && x <= screen.x + screen.width - GRIP,
	);
	return seen ? { x, y, ...size } : size;
}
