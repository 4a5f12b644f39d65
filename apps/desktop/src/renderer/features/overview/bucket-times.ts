/** How the buckets of a chart are named on its axis. Times of day are in UTC, as everywhere; days are those of the business time zone. */
import type { HistoryBucket } from "@orderdeck/contracts/analytics/entities";
import { minuteTime } from "../../format/time.ts";

export interface BucketTimes {
	tick(at: number): string;
	/** For the point under the pointer. */
	exact(at: number): string;
	/** Where the ticks are: chosen here, where the chart library would measure the text of each in turn. */
	readonly ticks: readonly number[];
}

const DAY_MS = 86_400_000;
/** Between two ticks of a window shorter than a day, in ms. */
const APART_MS: Readonly<Record<Exclude<HistoryBucket, "day">, number>> = { minute: 300_000, hour: 10_800_000 };
/** Between two ticks of days. */
const DAYS_APART = 5;

/** `a minute`, within a sentence. */
export function bucketName(bucket: HistoryBucket): string {
	return bucket === "hour" ? "an hour" : `a ${bucket}`;
}

/** `starts`: of all buckets, ms since the epoch. Hours of more than two days are named by their day, once. */
export function createBucketTimes(bucket: HistoryBucket, starts: readonly number[], timeZone: string): BucketTimes {
	const dayIn = (zone: string) => {
		const format = new Intl.DateTimeFormat("en-US", { timeZone: zone, month: "short", day: "numeric" });
		return (at: number) => format.format(at);
	};
	const day = dayIn(bucket === "day" ? timeZone : "UTC");
	const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
	// A name stands on both sides of its tick: the last bucket has no room for one.
	const named = starts.slice(0, -1);
	if (bucket === "day") {
		const ticks = named.filter((_, place) => (named.length - 1 - place) % DAYS_APART === 0);
		return { tick: day, exact: (at) => `${day(at)} · ${timeZone}`, ticks };
	}
	if (span < DAY_MS) return { tick: minuteTime, exact: minuteTime, ticks: named.filter((at) => at % APART_MS[bucket] === 0) };
	const ticks = named.filter((at, place) => place > 0 && day(at) !== day(starts[place - 1] ?? at));
	return { tick: day, exact: (at) => `${day(at)} ${minuteTime(at)}`, ticks };
}
