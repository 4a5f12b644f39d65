/** Totals by the keys that they are known to have: the query service is not needed. */
import { ORDER_EVENT_TOPICS, PARTITIONS } from "@orderdeck/contracts/topics";
import { aggregateKey, MINUTES_KEPT, minuteKey } from "../../../domain/aggregates.ts";
import { DAY_MS, HOUR_MS, nextHour, quartersKey } from "../../../domain/quarters.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { AnalyticsQueries } from "../../../ports/queries/analytics.ts";
import { existing, type Reading } from "./reading.ts";

const MINUTE_MS = 60_000;
/** Every input partition: each has an aggregate, and minutes. */
const INPUTS = ORDER_EVENT_TOPICS.flatMap((topic) => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition })));
const AGGREGATES = INPUTS.map(({ topic, partition }) => aggregateKey(topic, partition));

export function createAnalyticsQueries(reading: Reading, clock: Pick<Clock, "now">): AnalyticsQueries {
	return {
		async aggregates() {
			return (await existing(reading, "aggregates", AGGREGATES)).map(({ doc }) => doc);
		},
		async minutes(from) {
			const found = await existing(reading, "minutes", minuteKeys(from, clock.now()));
			return found.flatMap(({ doc }) => (doc.minute >= from ? [doc] : [])).toSorted((a, b) => a.minute - b.minute);
		},
		async quarters(from, to) {
			return (await existing(reading, "quarters", hourKeys(from, to))).map(({ doc }) => doc);
		},
		// Which documents there are is not known without a query. Removing what is not there does no harm.
		dropQuarters: (before) => reading.keyValue.remove("quarters", hourKeys(before - DROPPED_MS, before)),
	};
}

const DROPPED_MS = 31 * DAY_MS;

/** The keys of the hours that begin from `from` on and before `to`, of every partition, oldest first. */
export function hourKeys(from: number, to: number): string[] {
	const first = nextHour(from);
	const count = Math.max((nextHour(to) - first) / HOUR_MS, 0);
	return Array.from({ length: count }, (_, index) => first + index * HOUR_MS).flatMap((hour) =>
		Array.from({ length: PARTITIONS }, (_, partition) => quartersKey(hour, partition)),
	);
}

/** The keys in the ring for the minutes from `from` up to `now`, of every input partition. */
export function minuteKeys(from: number, now: number): string[] {
	const first = Math.max(Math.ceil(from / MINUTE_MS), 0);
	// One more: the clocks of other processes may be ahead.
	const last = Math.floor(now / MINUTE_MS) + 1;
	const count = Math.min(Math.max(last - first + 1, 0), MINUTES_KEPT);
	const minutes = Array.from({ length: count }, (_, index) => (first + index) * MINUTE_MS);
	return INPUTS.flatMap(({ topic, partition }) => minutes.map((minute) => minuteKey(topic, partition, minute)));
}
