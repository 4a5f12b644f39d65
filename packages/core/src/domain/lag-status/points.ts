/** The samples of the last minutes of one partition, and what is computed from a span of them. Bounded in time. */
import { ageOf, type KnownSample, positionOf } from "./sample.ts";

export interface Point {
	/** Ms since the epoch. */
	readonly at: number;
	/** Seconds. */
	readonly age: number;
	readonly position: number;
	readonly end: number;
	/** The group committed since the previous point. */
	readonly commit: boolean;
}

export interface Points {
	/** Oldest first. */
	readonly all: readonly Point[];
	/** Since when samples have come without a gap, ms. */
	readonly since: number;
}

/** Without a sample for so long, a status is unknown, in seconds. */
export const GAP_SECONDS = 10;

export const NO_POINTS: Points = { all: [], since: 0 };

/** `keptSeconds`: the longest span that anything is computed from. */
export function withPoint({ all, since }: Points, sample: KnownSample, keptSeconds: number): Points {
	const before = all.at(-1);
	const position = positionOf(sample);
	const point = {
		at: sample.at,
		age: ageOf(sample),
		position,
		end: sample.end,
		commit: before !== undefined && position > before.position,
	};
	// One point from before the span shows that the others cover it.
	const first = all.findIndex(({ at }) => at > sample.at - keptSeconds * 1000) - 1;
	const isGap = before === undefined || sample.at - before.at >= GAP_SECONDS * 1000;
	return { all: [...all.slice(Math.max(0, first)), point], since: isGap ? sample.at : since };
}

/** The smallest and the largest age of the last `seconds`; undefined where samples do not cover all of them. */
export function agesOver({ all, since }: Points, seconds: number): { readonly least: number; readonly most: number } | undefined {
	const [first, last] = [all[0], all.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const from = last.at - seconds * 1000;
	if (Math.max(since, first.at) > from) return undefined;
	let [least, most] = [last.age, last.age];
	for (let index = all.length - 2; index >= 0; index -= 1) {
		const point = all[index];
		if (point === undefined || point.at < from) break;
		least = Math.min(least, point.age);
		most = Math.max(most, point.age);
	}
	return { least, most };
}
