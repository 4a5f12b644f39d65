/** The axes of the lag chart: where they have ticks, and what these are labelled with. Pure. */
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Minutes between two ticks. Each divides a day, so that midnight has one. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1_440];
/** Pixels between two ticks, at least: a label and a gap of half its width. */
export const TICKS_APART = 56;
/** Pixels that a label takes to the right of its tick, beyond the margin of the plot. */
export const LABEL_RIGHT = 16;

/** A time axis: ms since the epoch, and the width of its plot in pixels. */
export interface TimeAxis {
	readonly from: number;
	readonly to: number;
	readonly width: number;
}

/** Whole minutes at equal distances, each with room for its label; none while the axis has no width. */
export function axisTicks({ from, to, width }: TimeAxis): number[] {
	const pixels = (ms: number) => (ms / (to - from)) * width;
	const step = STEPS.map((minutes) => minutes * MINUTE_MS).find((ms) => pixels(ms) >= TICKS_APART);
	if (step === undefined) return [];
	const first = Math.ceil(from / step) * step;
	const ticks = Array.from({ length: Math.max(Math.floor((to - first) / step) + 1, 0) }, (_, index) => first + index * step);
	return ticks.filter((tick) => pixels(to - tick) >= LABEL_RIGHT);
}

const DAY = new Intl.DateTimeFormat("en-US", { month: "short", day: "numeric", timeZone: "UTC" });

/** `14:31`; at midnight the day that begins, `Nov 28`. */
export function axisLabel(at: number): string {
	return at % DAY_MS === 0 ? DAY.format(at) : new Date(at).toISOString().slice(11, 16);
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
