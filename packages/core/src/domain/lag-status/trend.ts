/**
 * Rates, trend and ETA of a partition, all of one window: a minute or two cycles, from commit to commit, so that whole batches are
 * counted. They never contradict each other: the trend is that of the age, as the chart shows it, and the ETA follows from the rates. What is
 * `draining` has an ETA; what is `growing` has one only while more is consumed than produced: then the consumer passes a dense part of the log.
 */
import type { Eta } from "@orderdeck/contracts/lag/entities";
import type { LagTrend } from "@orderdeck/contracts/lag/words";
import { type CommitCycle, isCycleKnown, spanSeconds, windowSeconds } from "./commit-cycle.ts";
import type { Point, Points } from "./points.ts";

export interface Pace {
	/** Records per second; null while too little is known. */
	readonly consume_rate: number | null;
	readonly produce_rate: number | null;
	readonly trend: LagTrend | null;
}

export const NO_PACE: Pace = { consume_rate: null, produce_rate: null, trend: null };

const LEAST_SECONDS = 10;
/** Changes of age, in seconds per second, and differences of rates, as a share, that count as none. */
const DEAD_BAND = 0.05;
/** Younger lag is normal, in seconds: nothing to drain, and no trend. */
export const TRIVIAL_SECONDS = 5;
/** A slope needs as many points. */
const LEAST_POINTS = 3;

export function paceOf({ all }: Points, cycle: CommitCycle): Pace {
	const points = windowOf(all, cycle);
	const [from, to] = [points[0], points.at(-1)];
	if (from === undefined || to === undefined || to.at - from.at < LEAST_SECONDS * 1000) return NO_PACE;
	const seconds = (to.at - from.at) / 1000;
	const consume_rate = Math.max(0, to.position - from.position) / seconds;
	const produce_rate = Math.max(0, to.end - from.end) / seconds;
	return { consume_rate, produce_rate, trend: trendOf(points, drains(consume_rate, produce_rate)) };
}

/** `lag`: records, if known; `lagSeconds`: the age of the first of them. */
export function etaOf(lag: number | undefined, lagSeconds: number, pace: Pace, objectiveSeconds: number): Eta {
	const { consume_rate, produce_rate, trend } = pace;
	if (lag === undefined) return { kind: "unknown" };
	if (lag === 0 || lagSeconds < TRIVIAL_SECONDS) return { kind: "keeping-up" };
	if (consume_rate === null || produce_rate === null) return { kind: "unknown" };
	if (trend === "holding" && lagSeconds <= objectiveSeconds) return { kind: "keeping-up" };
	if (!drains(consume_rate, produce_rate)) return { kind: "not-draining" };
	return { kind: "draining", seconds: lag / (consume_rate - produce_rate) };
}

/** The points that the pace is computed from: commits where batches are whole, all since the last commit where the next one is overdue. */
function windowOf(all: readonly Point[], cycle: CommitCycle): readonly Point[] {
	const now = all.at(-1);
	if (now === undefined) return [];
	const spanMs = spanSeconds(cycle) * 1000;
	const rewound = all.findLastIndex(({ position }, index) => position < (all[index - 1]?.position ?? 0));
	const forward = all.slice(Math.max(0, rewound));
	const lastCommit = forward.findLast(({ commit }) => commit);
	if (lastCommit !== undefined && isOverdue(cycle, now.at)) return forward.filter(({ at }) => at >= lastCommit.at);
	const commits = forward.filter(({ at, commit }) => commit && at >= (lastCommit?.at ?? now.at) - spanMs);
	if (cycle.waitingSince !== undefined && commits.length >= LEAST_POINTS) return commits;
	return forward.filter(({ at }) => at >= now.at - spanMs);
}

function isOverdue(cycle: CommitCycle, at: number): boolean {
	const seconds = isCycleKnown(cycle) ? windowSeconds(cycle) : spanSeconds(cycle);
	return cycle.waitingSince !== undefined && at - cycle.waitingSince > seconds * 1000;
}

/** From the slope of age. Age that falls while more is produced than consumed drains nothing: it is of a sparse part of the log. */
function trendOf(points: readonly Point[], isDraining: boolean): LagTrend {
	if ((points.at(-1)?.age ?? 0) < TRIVIAL_SECONDS) return "holding";
	const slope = slopeOfAge(points);
	if (slope < -DEAD_BAND && isDraining) return "draining";
	return slope > DEAD_BAND ? "growing" : "holding";
}

function drains(consumeRate: number, produceRate: number): boolean {
	return consumeRate - produceRate > DEAD_BAND * consumeRate;
}

/** Least squares, in seconds per second. */
function slopeOfAge(points: readonly Point[]): number {
	const start = points[0]?.at ?? 0;
	const times = points.map(({ at }) => (at - start) / 1000);
	const meanTime = mean(times);
	const meanAge = mean(points.map(({ age }) => age));
	let [covariance, variance] = [0, 0];
	for (const [index, { age }] of points.entries()) {
		const offset = (times[index] ?? 0) - meanTime;
		covariance += offset * (age - meanAge);
		variance += offset * offset;
	}
	return points.length < LEAST_POINTS || variance === 0 ? 0 : covariance / variance;
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
