/**
 * How late each group and partition has been: samples of 5 s for an hour, of a minute for a day, the worst of each. In memory, of a size that is
 * set by the number of partitions: 26 kB each. A restart begins again.
 */

import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";

const FINE_MS = 5_000;
const COARSE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Groups and partitions that are remembered: 26 MB at the most. What comes after them has no history. */
const MOST_SERIES = 1_000;
/** So many steps a response has at most: more than a chart has pixels to show. */
const MOST_STEPS = 360;

/** The worst of each step; a place is used again once its step is too old. */
class Ring {
	readonly stepMs: number;
	readonly #steps: Float64Array;
	readonly #late: Float32Array;
	readonly #lag: Float32Array;

	constructor(stepMs: number, keptMs: number) {
		const length = keptMs / stepMs;
		this.stepMs = stepMs;
		this.#steps = new Float64Array(length).fill(-1);
		this.#late = new Float32Array(length);
		this.#lag = new Float32Array(length);
	}

	/** NaN where it is unknown. */
	add(at: number, late: number, lag: number): void {
		const step = Math.floor(at / this.stepMs);
		const place = step % this.#steps.length;
		const isNew = this.#steps[place] !== step;
		this.#steps[place] = step;
		this.#late[place] = isNew ? late : worse(this.#late[place], late);
		this.#lag[place] = isNew ? lag : worse(this.#lag[place], lag);
	}

	/** The worst of the steps from `first` to `last`; NaN where nothing is known. */
	worst(first: number, last: number): { late: number; lag: number } {
		let [late, lag] = [Number.NaN, Number.NaN];
		for (let step = first; step <= last; step += 1) {
			const place = step % this.#steps.length;
			if (this.#steps[place] !== step) continue;
			late = worse(late, this.#late[place]);
			lag = worse(lag, this.#lag[place]);
		}
		return { late, lag };
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
		for (const { group, lag_seconds, lag, partitions } of groups) {
			this.#add(at, group, undefined, { late: lag_seconds, lag });
			for (const { topic, partition, ...each } of partitions) {
				this.#add(at, group, { topic, partition }, { late: each.lag_seconds, lag: typeof each.lag === "number" ? each.lag : null });
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
			partitions,
		};
	}

	#add(at: number, group: string, partition: Series["partition"], { late, lag }: { late: number | null; lag: number | null }): void {
		const key = partition === undefined ? group : `${group}/${partition.topic}/${partition.partition}`;
		const series = this.#series.get(key) ?? newSeries(group, partition);
		if (!this.#series.has(key) && this.#series.size >= MOST_SERIES) return;
		this.#series.set(key, series);
		series.seenAt = at;
		for (const ring of [series.fine, series.coarse]) ring.add(at, late ?? Number.NaN, lag ?? Number.NaN);
	}
}

function newSeries(group: string, partition: Series["partition"]): Series {
	return { group, partition, fine: new Ring(FINE_MS, HOUR_MS), coarse: new Ring(COARSE_MS, DAY_MS), seenAt: 0 };
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
