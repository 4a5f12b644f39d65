/**
 * Hours and days of a time zone, made of whole quarter hours: no zone in use is offset from UTC by anything finer. A day has 23 or 25 hours
 * where its clocks change.
 */

import { DAY_MS, HOUR_MS, QUARTER_MS } from "./quarters.ts";

export interface TimeBucket {
	/** Ms since the epoch; `end` is the first that is not in it. */
	readonly start: number;
	readonly end: number;
}
export interface TimeRange {
	/** Ms since the epoch, both inclusive. */
	readonly from: number;
	readonly to: number;
}

/** Longer than any day. */
const LONGEST_MS = 26 * HOUR_MS;
const MINUTE_MS = 60_000;

/** The whole minutes that the range touches, oldest first. */
export function minutesIn({ from, to }: TimeRange): TimeBucket[] {
	const first = Math.floor(from / MINUTE_MS) * MINUTE_MS;
	const count = Math.max(Math.floor((to - first) / MINUTE_MS) + 1, 0);
	return Array.from({ length: count }, (_, index) => {
		const start = first + index * MINUTE_MS;
		return { start, end: start + MINUTE_MS };
	});
}

/** The whole hours or days of the zone that the range touches, oldest first. */
export function bucketsIn({ from, to }: TimeRange, unit: "hour" | "day", timeZone: string): TimeBucket[] {
	const offsetOf = createOffsets(timeZone);
	const length = unit === "hour" ? HOUR_MS : DAY_MS;
	const buckets: { start: number; end: number; name: string }[] = [];
	for (let quarter = Math.floor((from - LONGEST_MS) / QUARTER_MS) * QUARTER_MS; ; quarter += QUARTER_MS) {
		const offset = offsetOf(quarter);
		const local = Math.floor((quarter + offset) / length);
		// Of two hours of the same name, when clocks are put back, each is one.
		const name = unit === "hour" ? `${local} ${offset}` : String(local);
		const last = buckets.at(-1);
		if (last?.name === name) last.end = quarter + QUARTER_MS;
		else if (quarter > to) break;
		else buckets.push({ start: quarter, end: quarter + QUARTER_MS, name });
	}
	return buckets.filter(({ end }) => end > from).map(({ start, end }) => ({ start, end }));
}

/** True for the IANA name of a zone that this program knows. */
export function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return /^[A-Za-z]/.test(name);
	} catch {
		return false;
	}
}

/** Ms by which the clocks of the zone are ahead of UTC, at a time. Within a UTC day that begins and ends alike, nothing changes. */
function createOffsets(timeZone: string): (at: number) => number {
	const format = new Intl.DateTimeFormat("en", {
		timeZone,
		hourCycle: "h23",
		...{ year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" },
	});
	const exact = (at: number): number => {
		const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
		const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
		return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute")) - at;
	};
	const known = new Map<number, number>();
	const atMidnight = (day: number): number => {
		const offset = known.get(day) ?? exact(day);
		known.set(day, offset);
		return offset;
	};
	return (at) => {
		const day = Math.floor(at / DAY_MS) * DAY_MS;
		const offset = atMidnight(day);
		return offset === atMidnight(day + DAY_MS) ? offset : exact(at);
	};
}
