/** Exponential backoff with jitter, the one formula for all retries. */

export interface Backoff {
	/** Ceiling before the first doubling; ms. */
	readonly baseMs: number;
	/** The ceiling never exceeds this; ms. */
	readonly maxMs: number;
}

/**
 * How long to wait before retry `attempt` (1, 2, …), in ms: between half of the ceiling and the whole of it, so that clients that failed
 * together do not return together. The ceiling is `baseMs · 2^attempt`, at most `maxMs`. `random` returns a number in [0, 1).
 */
export function backoffMs(attempt: number, { baseMs, maxMs }: Backoff, random: () => number): number {
	const ceiling = Math.min(maxMs, baseMs * 2 ** attempt);
	return ceiling * (0.5 + random() / 2);
}
