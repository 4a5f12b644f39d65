/** Lateness of a partition as cells of equal time, on the axis of the chart above them, and where that axis has its times. */

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

const MINUTE_MS = 60_000;
/** Minutes between two times of the axis. */
const STEPS = [1, 3, 5, 10, 15, 30, 60, 120, 240];
const MOST_TICKS = 6;

/** The times of the axis from `from` to `to` (ms since the epoch): whole minutes at equal distances, so that none is named twice. */
export function axisTicks(from: number, to: number): number[] {
	const step = (STEPS.find((minutes) => (to - from) / (minutes * MINUTE_MS) <= MOST_TICKS) ?? 240) * MINUTE_MS;
	const first = Math.ceil(from / step) * step;
	return Array.from({ length: Math.max(Math.floor((to - first) / step) + 1, 0) }, (_, index) => first + index * step);
}

/** Seconds between two values of the axis: the values are whole seconds, minutes or hours, as the axis names them. */
const VALUE_STEPS = [2, 5, 10, 20, 60, 120, 300, 600, 900, 1_200, 3_600, 7_200, 14_400, 28_800, 86_400];
const MOST_INTERVALS = 3;

/** The values of the axis for lateness of up to `most` seconds, from 0: at equal distances, the last one not below it. */
export function lateTicks(most: number): number[] {
	const day = 86_400;
	const step = VALUE_STEPS.find((seconds) => most / seconds <= MOST_INTERVALS) ?? Math.ceil(most / MOST_INTERVALS / day) * day;
	return Array.from({ length: Math.max(Math.ceil(most / step), 1) + 1 }, (_, index) => index * step);
}
