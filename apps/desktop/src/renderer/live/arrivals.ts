/** Which rows have just arrived, and whether they arrive too fast to be marked one by one. */

export interface Arrivals {
	/** When each row of the last second arrived, in ms since the epoch; none while rows arrive too fast. */
	readonly at: ReadonlyMap<string, number>;
	/** How many arrived at a time, of the last two seconds. */
	readonly counts: readonly { readonly at: number; readonly count: number }[];
	/** More arrive than an eye can follow: a mark on each would be a flicker. */
	readonly isFast: boolean;
}

export const NO_ARRIVALS: Arrivals = { at: new Map(), counts: [], isFast: false };

/** How long a row counts as new, in ms. */
export const NEW_MS = 1_000;
const MEASURED_MS = 2_000;
/** In rows per second. Rows are marked again below the lower one, so that a rate around the limit does not turn marks on and off. */
const FAST = 10;
const SLOW = 6;

/** The arrivals once `ids` have arrived at `now`, in ms since the epoch. */
export function arrive(known: Arrivals, ids: readonly string[], now: number): Arrivals {
	if (ids.length === 0) return known;
	const counts = [...known.counts.filter(({ at }) => now - at < MEASURED_MS), { at: now, count: ids.length }];
	const perSecond = counts.reduce((sum, { count }) => sum + count, 0) / (MEASURED_MS / 1_000);
	const isFast = perSecond > (known.isFast ? SLOW : FAST);
	const recent = [...known.at].filter(([, at]) => now - at < NEW_MS);
	return { at: isFast ? NO_ARRIVALS.at : new Map([...recent, ...ids.map((id): [string, number] => [id, now])]), counts, isFast };
}
