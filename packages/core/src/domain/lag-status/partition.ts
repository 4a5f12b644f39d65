/**
 * The status of a group's consumer in one partition, sample by sample. Everything is in seconds, never in samples: samples may come at any
 * interval, and may be missing.
 *
 * - BEHIND, LATE: see lateness.ts. STALLED: no commit under lag for three cycles, see commit-cycle.ts.
 * - STOPPED: lag, and no member reads the partition for 15 s. A rebalance holds what is shown, for a minute at most.
 * - REWOUND: the committed offset went back; until the previous one is passed.
 * - LOST: the log removed records that the group had not consumed; until an operator has acknowledged it.
 * - UNKNOWN: not readable, or no sample for 10 s. PAUSED: by an operator. Neither changes what is shown afterward.
 */
import type { LagStatus } from "@orderdeck/contracts/lag/words";
import { type CommitCycle, isStalled, NO_CYCLE, observeCommit, spanSeconds, windowSeconds } from "./commit-cycle.ts";
import { type Lateness, latenessAfter } from "./lateness.ts";
import { agesOver, GAP_SECONDS, NO_POINTS, type Points, withPoint } from "./points.ts";
import { ageOf, type KnownSample, type LagSample, lostRecords, readableLag } from "./sample.ts";
import { restartedAt, SHOWN_OK, type ShownStatus, showStatus } from "./shown-status.ts";

export interface PartitionState {
	/** The last sample that could be read. */
	readonly last: KnownSample | undefined;
	/** The last attempt to read failed. */
	readonly unreadable: boolean;
	readonly points: Points;
	readonly cycle: CommitCycle;
	readonly lateness: Lateness;
	/** Since when no member reads the partition, and since when the group has been rebalancing, ms. */
	readonly absentSince: number | undefined;
	readonly rebalancingSince: number | undefined;
	/** The offset that was committed before the group was set back. */
	readonly rewoundFrom: number | undefined;
	/** Records lost since an operator acknowledged any, and the log's start up to which losses have been counted. */
	readonly lost: number;
	readonly lostTo: number;
	readonly shown: ShownStatus;
}

export const NEW_PARTITION: PartitionState = {
	last: undefined,
	unreadable: false,
	points: NO_POINTS,
	cycle: NO_CYCLE,
	lateness: "OK",
	absentSince: undefined,
	rebalancingSince: undefined,
	rewoundFrom: undefined,
	lost: 0,
	lostTo: 0,
	shown: SHOWN_OK,
};

export interface Circumstances {
	readonly objectiveSeconds: number;
	readonly paused: boolean;
}

const STOPPED_SECONDS = 15;
const REBALANCE_SECONDS = 60;

/** The state after this sample. A sample from before the last one (the clock was set back) starts all measurements again. */
export function observe(known: PartitionState, sample: LagSample, { objectiveSeconds, paused }: Circumstances): PartitionState {
	if (sample.kind === "unknown") return withUnreadable(known);
	const state = known.last !== undefined && sample.at < known.last.at ? restarted(known, sample.at) : known;
	const { at } = sample;
	const committed = hasCommitted(state.last, sample);
	const cycle = observeCommit(state.cycle, { at, committed, hasLag: readableLag(sample) > 0, paused });
	// A span that ends with the last commit, however long ago that may be before the next one is overdue.
	const points = withPoint(state.points, sample, spanSeconds(cycle) + windowSeconds(cycle));
	const lostNow = lostRecords(sample, state.lostTo);
	const next: PartitionState = {
		last: sample,
		unreadable: false,
		points,
		cycle,
		lateness: latenessAfter(state.lateness, points, { objectiveSeconds, windowSeconds: windowSeconds(cycle) }),
		absentSince: sample.members === "absent" && readableLag(sample) > 0 ? (state.absentSince ?? at) : undefined,
		rebalancingSince: sample.members === "rebalancing" ? (state.rebalancingSince ?? at) : undefined,
		rewoundFrom: rewoundFrom(state, sample),
		lost: state.lost + lostNow,
		lostTo: lostNow > 0 ? sample.earliest : state.lostTo,
		shown: state.shown,
	};
	return paused || isRebalancing(next) ? next : { ...next, shown: showStatus(state.shown, occurring(next, at), at) };
}

export function withUnreadable(state: PartitionState): PartitionState {
	return { ...state, unreadable: true };
}

/** The status to show at `at`, ms since the epoch, which may be later than the last sample. */
export function statusAt(state: PartitionState, at: number, paused: boolean): LagStatus {
	if (state.lost > 0) return "LOST";
	if (paused) return "PAUSED";
	return isUnknown(state, at) ? "UNKNOWN" : state.shown.status;
}

export function isUnknown({ last, unreadable }: PartitionState, at: number): boolean {
	return unreadable || last === undefined || at - last.at >= GAP_SECONDS * 1000;
}

/** True while a rebalance holds the shown status. */
export function isRebalancing({ last, rebalancingSince }: PartitionState): boolean {
	return last !== undefined && rebalancingSince !== undefined && last.at - rebalancingSince < REBALANCE_SECONDS * 1000;
}

/** The log may soon remove what the group has not consumed: most of the log's records, or some almost as old as it keeps any. Lag must have lasted. */
export function isAtRisk({ last, points }: PartitionState, retentionSeconds: number): boolean {
	if (last === undefined || (agesOver(points, GAP_SECONDS)?.least ?? 0) === 0) return false;
	const share = readableLag(last) / Math.max(1, last.end - last.earliest);
	return Math.max(share, ageOf(last) / retentionSeconds) >= 0.8;
}

export function withLossAcknowledged(state: PartitionState): PartitionState {
	return state.lost === 0 ? state : { ...state, lost: 0 };
}

/** The status by the samples alone, worst first. */
function occurring({ absentSince, cycle, rewoundFrom, lateness }: PartitionState, at: number): LagStatus {
	if (absentSince !== undefined && at - absentSince >= STOPPED_SECONDS * 1000) return "STOPPED";
	if (isStalled(cycle, at)) return "STALLED";
	return rewoundFrom === undefined ? lateness : "REWOUND";
}

function hasCommitted(before: KnownSample | undefined, { committed }: KnownSample): boolean {
	return before !== undefined && committed !== undefined && committed > (before.committed ?? -1);
}

/** A log that ends before the previous offset was created again: nothing there is read again. */
function rewoundFrom({ last, rewoundFrom: known }: PartitionState, { committed, end }: KnownSample): number | undefined {
	if (committed === undefined) return known;
	const from = Math.max(known ?? 0, last?.committed ?? 0);
	return committed < from && from <= end ? from : undefined;
}

function restarted({ lost, lostTo, shown, rewoundFrom, last }: PartitionState, at: number): PartitionState {
	return { ...NEW_PARTITION, last, lost, lostTo, rewoundFrom, shown: restartedAt(shown, at) };
}
