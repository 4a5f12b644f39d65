/** How often a group commits in a partition while it has something to read, and how long it has waited for a commit now. */

export interface CommitCycle {
	/** Commits seen, counted up to the number that makes the cycle known. */
	readonly commits: number;
	/** The last waits for a commit while lag existed, in seconds; without those of stalled consumers. */
	readonly waits: readonly number[];
	/** The later of the last commit and the start of lag, ms; undefined without lag. */
	readonly waitingSince: number | undefined;
}

export interface Observation {
	/** Ms since the epoch. */
	readonly at: number;
	readonly committed: boolean;
	readonly hasLag: boolean;
	/** A wait that ends now, or passes now, is not a wait of the consumer's own: it was paused. */
	readonly paused: boolean;
}

const WAITS_KEPT = 20;
const KNOWN_FROM = 3;
const ASSUMED_SECONDS = 5;
const LONGEST_SECONDS = 120;
const SHORTEST_WINDOW_SECONDS = 10;
const SHORTEST_SPAN_SECONDS = 60;
const STALLED_SECONDS = 30;
const STALLED_UNKNOWN_SECONDS = 60;

export const NO_CYCLE: CommitCycle = { commits: 0, waits: [], waitingSince: undefined };

export function observeCommit(cycle: CommitCycle, { at, committed, hasLag, paused }: Observation): CommitCycle {
	const { waitingSince: since } = cycle;
	if (paused) return { ...cycle, waitingSince: hasLag ? at : undefined };
	if (!committed) return { ...cycle, waitingSince: hasLag ? (since ?? at) : undefined };
	const isOwnWait = since !== undefined && !isStalled(cycle, at);
	return {
		commits: Math.min(cycle.commits + 1, KNOWN_FROM),
		waits: isOwnWait ? [...cycle.waits, (at - since) / 1000].slice(-WAITS_KEPT) : cycle.waits,
		waitingSince: hasLag ? at : undefined,
	};
}

export function isCycleKnown({ waits }: CommitCycle): boolean {
	return waits.length >= KNOWN_FROM;
}

/** The median wait: 5 s until known, at most 120 s. */
export function cycleSeconds(cycle: CommitCycle): number {
	return isCycleKnown(cycle) ? Math.min(LONGEST_SECONDS, medianOf(cycle.waits)) : ASSUMED_SECONDS;
}

/** W: how long an age must last to count. */
export function windowSeconds(cycle: CommitCycle): number {
	return Math.max(SHORTEST_WINDOW_SECONDS, 2 * cycleSeconds(cycle));
}

/** How much is looked back on for rates and trend: a minute or two cycles, so that whole batches are in it. */
export function spanSeconds(cycle: CommitCycle): number {
	return Math.max(SHORTEST_SPAN_SECONDS, 2 * cycleSeconds(cycle));
}

/** True when nothing was committed under lag for longer than three cycles. */
export function isStalled(cycle: CommitCycle, at: number): boolean {
	const limit = cycle.commits < KNOWN_FROM ? STALLED_UNKNOWN_SECONDS : Math.max(STALLED_SECONDS, 3 * cycleSeconds(cycle));
	return cycle.waitingSince !== undefined && at - cycle.waitingSince >= limit * 1000;
}

function medianOf(values: readonly number[]): number {
	const sorted = values.toSorted((a, b) => a - b);
	const middle = sorted.length >> 1;
	const upper = sorted[middle] ?? 0;
	return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
