/** Lateness of a partition as cells of equal time, on the axis of the chart above them. */

export const CELLS = 45;

/** From how many seconds each shade holds. */
export const SHADES = [0, 5, 30, 120, 240] as const;

/** The shade of a lateness in seconds: 0 (under 5 s) to 4 (from 4 m on). */
export function shadeOf(seconds: number): number {
	return SHADES.findLastIndex((from) => seconds >= from);
}

/** The worst lateness of each cell, oldest first; undefined where nothing was recorded. `late`: of equal steps. */
export function heatCells(late: readonly (number | null)[]): readonly (number | undefined)[] {
	return Array.from({ length: CELLS }, (_, cell) => {
		const [from, to] = [cell, cell + 1].map((edge) => Math.round((edge * late.length) / CELLS));
		const known = late.slice(from, to).filter((each) => each !== null);
		return known.length === 0 ? undefined : Math.max(...known);
	});
}
