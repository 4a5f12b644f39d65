/** Lateness of a partition over five minutes, as cells of ten seconds. */
import type { LagPoint } from "@orderdeck/contracts/lag/entities";
import { HISTORY_MS } from "../../live/lag-history.ts";

export const CELL_MS = 10_000;
export const CELLS = HISTORY_MS / CELL_MS;

/** From how many seconds each shade holds. */
export const SHADES = [0, 5, 30, 120, 240] as const;

/** The shade of a lateness in seconds: 0 (under 5 s) to 4 (from 4 m on). */
export function shadeOf(seconds: number): number {
	return SHADES.findLastIndex((from) => seconds >= from);
}

/** The worst lateness of each cell up to `now` (ms since the epoch), oldest first; undefined where nothing was seen. */
export function heatCells(points: readonly LagPoint[], now: number): readonly (number | undefined)[] {
	const end = Math.ceil(now / CELL_MS) * CELL_MS;
	const cells = Array.from<number | undefined>({ length: CELLS });
	for (const { at, lag_seconds } of points) {
		const cell = CELLS - 1 - Math.floor((end - 1 - at) / CELL_MS);
		if (cell < 0 || cell >= CELLS || lag_seconds === null) continue;
		cells[cell] = Math.max(cells[cell] ?? 0, lag_seconds);
	}
	return cells;
}
