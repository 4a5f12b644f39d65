/** Points in time, as they are written: ISO 8601 in UTC, with milliseconds. */

let lastMs = Number.NaN;
let lastIso = "";

/** ISO 8601 with milliseconds and `Z`: such strings sort as the instants do. */
export function isoOf(ms: number): string {
	// The events of a batch share a few moments: the last one is remembered, since making the text costs more than all else about it.
	if (ms !== lastMs) {
		lastIso = new Date(ms).toISOString();
		lastMs = ms;
	}
	return lastIso;
}
