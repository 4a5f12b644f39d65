/** Points in time, as they arrive: ISO 8601, with or without a zone, up to nanoseconds. */

let lastIso = "";
let lastMs = Number.NaN;

const HAS_ZONE = /[+-]\d{2}:?\d{2}$/;

/** Ms since the epoch of an ISO 8601 date and time; without a zone it is UTC. NaN when it is no date. */
export function instantOf(iso: string): number {
	// The events of a batch share a few moments: the last one is remembered.
	if (iso !== lastIso) {
		lastMs = Date.parse(iso.endsWith("Z") || HAS_ZONE.test(iso) ? iso : `${iso}Z`);
		lastIso = iso;
	}
	return lastMs;
}

/** Ms since the epoch; 0 for what is no date, so that it sorts as the oldest. */
export function sortableInstant(iso: string): number {
	const at = instantOf(iso);
	return Number.isNaN(at) ? 0 : at;
}
