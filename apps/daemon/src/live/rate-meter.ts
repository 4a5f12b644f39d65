/** A rate over the last seconds. Bounded: one entry a reading, none older than the window. */
const WINDOW_MS = 5_000;

export interface RateMeter {
	/** `count` more have happened by `at` (ms since the epoch, never falling). */
	add(at: number, count: number): void;
	/** Of the last five seconds, or of the time since the first reading while that is shorter. */
	perSecond(at: number): number;
}

export function createRateMeter(): RateMeter {
	let readings: readonly { readonly at: number; readonly count: number }[] = [];
	let since: number | undefined;
	return {
		add(at, count) {
			since ??= at;
			readings = [...readings.filter((reading) => reading.at > at - WINDOW_MS), { at, count }];
		},
		perSecond(at) {
			const recent = readings.filter((reading) => reading.at > at - WINDOW_MS);
			const ms = Math.min(WINDOW_MS, at - (since ?? at));
			return ms <= 0 ? 0 : Math.round((recent.reduce((sum, { count }) => sum + count, 0) * 10_000) / ms) / 10;
		},
	};
}
