/**
 * How late each group and partition has been: samples of 5 s for an hour, of a minute for a day, the worst of each. In memory, of a size that is
 * set by the number of partitions: 37 kB each. A restart begins again.
 */

import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
import { LAG_STATUSES, severityOf } from "@orderdeck/contracts/lag/words";

const FINE_MS = 5_000;
const COARSE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Groups and partitions that are remembered: 37 MB at the most. What comes after them has no history. */
const MOST_SERIES = 1_000;
/** So many steps a response has at most: more than a chart has pixels to show. */
const MOST_STEPS = 360;

/** Of a sample. Numbers are NaN where they are unknown. */
interface Sample {
	readonly late: number;
	readonly lag: number;
	/** The place of the status in LAG_STATUSES. */
	readonly severity: number;
	readonly rebalancing: boolean;
}

/** Set in the state of a step in which the group rebalanced; the other bits are one more than its worst severity, 0 where nothing was recorded. */
const REBALANCING = 0x80;

/** The worst of each step; a place is used again once its step is too old. */
class Ring {
	readonly stepMs: number;
	readonly #steps: Float64Array;
	readonly #late: Float32Array;
	readonly #lag: Float32Array;
	readonly #states: Uint8Array;

	constructor(stepMs: number, keptMs: number) {
		const length = keptMs / stepMs;
		this.stepMs = stepMs;
		this.#steps = new Float64Array(length).fill(-1);
		this.#late = new Float32Array(length);
		this.#lag = new Float32Array(length);
		this.#states = new Uint8Array(length);
	}

	add(at: number, { late, lag, severity, rebalancing }: Sample): void {
		const step = Math.floor(at / this.stepMs);
		const place = step % this.#steps.length;
		const isNew = this.#steps[place] !== step;
		this.#steps[place] = step;
		this.#late[place] = isNew ? late : worse(this.#late[place], late);
		this.#lag[place] = isNew ? lag : worse(this.#lag[place], lag);
		this.#states[place] = worseState(isNew ? 0 : this.#states[place], (severity + 1) | (rebalancing ? REBALANCING : 0));
	}

	/** The worst of the steps from `first` to `last`; NaN where nothing is known. */
	worst(first: number, last: number): { late: number; lag: number; state: number } {
		let [late, lag, state] = [Number.NaN, Number.NaN, 0];
		for (let step = first; step <= last; step += 1) {
			const place = step % this.#steps.length;
			if (this.#steps[place] !== step) continue;
			late = worse(late, this.#late[place]);
			lag = worse(lag, this.#lag[place]);
			state = worseState(state, this.#states[place]);
		}
		return { late, lag, state };
	}
}

interface Series {
	readonly group: string;
	/** Undefined: that of the group itself. */
	readonly partition: { readonly topic: string; readonly partition: number } | undefined;
	readonly fine: Ring;
	readonly coarse: Ring;
	seenAt: number;
}

export class LagCourse {
	readonly #series = new Map<string, Series>();

	/** The groups as they were concluded at `at` (ms since the epoch). */
	add(at: number, groups: readonly GroupLag[]): void {
		for (const group of groups) {
			this.#add(at, group.group, undefined, sampleOf(group));
			for (const each of group.partitions) {
				const { topic, partition } = each;
				this.#add(at, group.group, { topic, partition }, sampleOf(each));
			}
		}
		for (const [key, { seenAt }] of this.#series) if (at - seenAt > DAY_MS) this.#series.delete(key);
	}

	/** Of the last `minutes` up to `now`, the step at hand included. */
	of(group: string, { minutes, now }: { readonly minutes: number; readonly now: number }): GroupLagHistory {
		const spanMs = minutes * 60_000;
		const sampleMs = spanMs <= HOUR_MS ? FINE_MS : COARSE_MS;
		const samplesAStep = Math.ceil(spanMs / sampleMs / MOST_STEPS);
		const stepMs = sampleMs * samplesAStep;
		const count = Math.ceil(spanMs / stepMs);
		const first = Math.floor(now / stepMs) - count + 1;
		const read = ({ fine, coarse }: Series) =>
			Array.from({ length: count }, (_, index) => {
				const from = (first + index) * samplesAStep;
				return (sampleMs === FINE_MS ? fine : coarse).worst(from, from + samplesAStep - 1);
			});
		const own = [...this.#series.values()].filter((series) => series.group === group);
		const whole = own.flatMap((series) => (series.partition === undefined ? read(series) : []));
		const partitions = own
			.flatMap((series) =>
				series.partition === undefined ? [] : [{ ...series.partition, late: read(series).map(({ late }) => known(late)) }],
			)
			.toSorted((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
		return {
			group,
			start: first * stepMs,
			step_ms: stepMs,
			late: whole.map(({ late }) => known(late)),
			lag: whole.map(({ lag }) => known(lag)),
			status: whole.map(({ state }) => LAG_STATUSES[(state & ~REBALANCING) - 1] ?? null),
			rebalancing: whole.map(({ state }) => (state & REBALANCING) !== 0),
			partitions,
		};
	}

	#add(at: number, group: string, partition: Series["partition"], sample: Sample): void {
		const key = partition === undefined ? group : `${group}/${partition.topic}/${partition.partition}`;
		const series = this.#series.get(key) ?? newSeries(group, partition);
		if (!this.#series.has(key) && this.#series.size >= MOST_SERIES) return;
		this.#series.set(key, series);
		series.seenAt = at;
		for (const ring of [series.fine, series.coarse]) ring.add(at, sample);
	}
}

function newSeries(group: string, partition: Series["partition"]): Series {
	return { group, partition, fine: new Ring(FINE_MS, HOUR_MS), coarse: new Ring(COARSE_MS, DAY_MS), seenAt: 0 };
}

function sampleOf({ lag_seconds, lag, status, tags }: Pick<GroupLag | PartitionLag, "lag_seconds" | "lag" | "status" | "tags">): Sample {
	return {
		late: lag_seconds ?? Number.NaN,
		lag: typeof lag === "number" ? lag : Number.NaN,
		severity: severityOf(status),
		rebalancing: tags.includes("rebalancing"),
	};
}

/** The greater severity, and whether either rebalanced. */
function worseState(a = 0, b = 0): number {
	return Math.max(a & ~REBALANCING, b & ~REBALANCING) | ((a | b) & REBALANCING);
}

/** The larger; the known one where the other is NaN. */
function worse(a = Number.NaN, b = Number.NaN): number {
	if (Number.isNaN(a)) return b;
	return Number.isNaN(b) ? a : Math.max(a, b);
}

/** To tenths: what is shown has no more. */
function known(value: number): number | null {
	return Number.isNaN(value) ? null : Math.round(value * 10) / 10;
}
