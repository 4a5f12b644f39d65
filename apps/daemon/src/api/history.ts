/** The history by minute, hour or day, read a day at a time, so that a long range does not hold the thread. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { HistoryBucket } from "@orderdeck/contracts/analytics/entities";
import { type historyInputSchema, type historySchema, MOST_HISTORY_POINTS } from "@orderdeck/contracts/analytics/requests";
import { invalidInput } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import { GROUPS } from "@orderdeck/contracts/topics";
import { MINUTE_MS, MINUTES_KEPT } from "@orderdeck/core/domain/aggregates";
import { History } from "@orderdeck/core/domain/history";
import { DAY_MS, HISTORY_KEPT_MS, HOUR_MS } from "@orderdeck/core/domain/quarters";
import { bucketsIn, minutesIn, type TimeBucket, type TimeRange } from "@orderdeck/core/domain/time-buckets";
import { totalsOf } from "@orderdeck/core/domain/totals";
import type { z } from "zod";
import type { ApiDeps } from "./deps.ts";

type Deps = Pick<ApiDeps, "store" | "clock" | "lag" | "baseCurrency" | "timeZone">;

const LENGTH_MS: Readonly<Record<HistoryBucket, number>> = { minute: MINUTE_MS, hour: HOUR_MS, day: DAY_MS };
/** What is kept of each: minutes the present one included. */
const KEPT_MS: Readonly<Record<HistoryBucket, number>> = {
	minute: (MINUTES_KEPT - 1) * MINUTE_MS,
	hour: HISTORY_KEPT_MS,
	day: HISTORY_KEPT_MS,
};
const DEFAULT_MS: Readonly<Record<HistoryBucket, number>> = { minute: 2 * HOUR_MS, hour: DAY_MS, day: 30 * DAY_MS };

export async function historyOf(deps: Deps, input: z.infer<typeof historyInputSchema>): Promise<z.infer<typeof historySchema>> {
	const { store, clock, lag, baseCurrency, timeZone } = deps;
	const { bucket } = input;
	const now = clock.now();
	const buckets = bucketsOf(bucket, rangeOf(input, now), timeZone);
	const history = new History(buckets);
	if (bucket === "minute") await addMinutes(history, buckets, deps);
	else await addHours(history, buckets, store);
	const { currency } = totalsOf(await store.aggregates(), baseCurrency);
	const late = lag.latest()?.groups.find(({ group }) => group === GROUPS.analytics)?.lag_seconds ?? 0;
	return {
		at: new Date(now).toISOString(),
		bucket,
		time_zone: timeZone,
		currency,
		buckets: buckets.map(({ start }) => new Date(start).toISOString()),
		points: history.points({ currency, until: now - late * 1_000 }),
	};
}

/** The part of the range that is kept. Throws AppError INVALID_INPUT where it is reversed or has too many points. */
function rangeOf({ bucket, from, to }: z.infer<typeof historyInputSchema>, now: number): TimeRange {
	const end = to === undefined ? now : instantOf(to);
	const asked = { from: from === undefined ? end - DEFAULT_MS[bucket] : instantOf(from), to: end };
	if (asked.from > asked.to) throw invalidInput(["from"], `must not be after to, which is ${new Date(asked.to).toISOString()}`);
	const points = Math.ceil((Math.min(asked.to, now) - asked.from) / LENGTH_MS[bucket]);
	if (points > MOST_HISTORY_POINTS) {
		const longest = `${MOST_HISTORY_POINTS} ${bucket}s`;
		throw invalidInput(
			["from"],
			`the range has ${points} points; one response has ${longest} at most: take a shorter range or a larger bucket`,
		);
	}
	const oldest = Math.floor((now - KEPT_MS[bucket]) / LENGTH_MS[bucket]) * LENGTH_MS[bucket];
	return { from: Math.max(asked.from, oldest), to: Math.min(asked.to, now) };
}

function bucketsOf(bucket: HistoryBucket, range: TimeRange, timeZone: string): TimeBucket[] {
	if (range.from > range.to) return [];
	return bucket === "minute" ? minutesIn(range) : bucketsIn(range, bucket, timeZone);
}

async function addMinutes(history: History, buckets: readonly TimeBucket[], { store, baseCurrency }: Deps): Promise<void> {
	const [first] = buckets;
	if (first === undefined) return;
	for (const minute of await store.minutes(first.start)) history.addMinute(minute, baseCurrency);
}

async function addHours(history: History, buckets: readonly TimeBucket[], store: Deps["store"]): Promise<void> {
	const [first, last] = [buckets[0], buckets.at(-1)];
	if (first === undefined || last === undefined) return;
	// A bucket of a zone that is not whole hours from UTC begins within an hour of UTC.
	for (let from = Math.floor(first.start / HOUR_MS) * HOUR_MS; from < last.end; from += DAY_MS) {
		for (const hour of await store.quarters(from, Math.min(from + DAY_MS, last.end))) history.addHour(hour);
		await nextTurn();
	}
}
