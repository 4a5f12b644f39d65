/** Points in time, as they arrive: ISO 8601, with or without a zone, up to nanoseconds. */

const HAS_ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/;

/** Ms since the epoch of an ISO 8601 date and time; without a zone it is UTC. NaN when it is no date. */
export function instantOf(iso: string): number {
	return Date.parse(HAS_ZONE.test(iso) ? iso : `${iso}Z`);
}

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
