import { describe, expect, it } from "vitest";
import { createBucketTimes } from "./bucket-times.ts";
import { chartPoints, courseCsv, type History, viewOfHistory } from "./course.ts";
import { overviewSearchSchema, RANGES, readFrom } from "./ranges.ts";

const NOON = Date.UTC(2026, 10, 21, 12);
const HOUR = 3_600_000;
const iso = (place: number) => new Date(NOON + place * HOUR).toISOString();

function point(place: number, orders: number, partial = false): History["points"][number] {
	const sums = { orders, sales: orders * 10 };
	return {
		at: iso(place),
		...sums,
		cancelled: 0,
		refunded: 0,
		flagged: 0,
		by_country: { DE: { ...sums, by_currency: { USD: sums.sales } } },
		by_currency: { USD: sums },
		by_status: {},
		min: 10,
		max: 10,
		partial,
		revised_at: iso(place),
		events: { ORDER_CREATED: orders },
	};
}
/** Buckets of the hours from the first on, one after the other. */
function history(count: number, points: History["points"]): History {
	const buckets = Array.from({ length: count }, (_, place) => iso(place));
	return { at: iso(count), bucket: "hour", time_zone: "UTC", currency: "USD", buckets, points };
}

describe("the view of a history", () => {
	it("has the window and the one before it; an hour in which nothing was recorded is a gap, not a zero", () => {
		const { now, before, course } = viewOfHistory(history(6, [point(0, 1), point(1, 2), point(3, 4), point(5, 8, true)]), 3);
		expect([now.orders, before.orders, now.sales.amount]).toEqual([12, 3, 120]);
		expect(chartPoints(course, (slot) => slot.orders).map(({ value, partial, before }) => [value, partial, before])).toEqual([
			[4, null, 1],
			[null, null, 2],
			[null, 8, null],
		]);
	});

	it("draws an incomplete bucket from the complete one before it, and compares without it and its counterpart", () => {
		const { now, like, course } = viewOfHistory(history(4, [point(0, 5), point(1, 7), point(2, 6), point(3, 1, true)]), 2);
		expect(chartPoints(course, (slot) => slot.orders).map(({ value, partial }) => [value, partial])).toEqual([
			[6, 6],
			[null, 1],
		]);
		expect(now.orders).toBe(7);
		expect([like.now.orders, like.before.orders]).toEqual([6, 5]);
	});

	it("states that there were more orders, where recording began within the window", () => {
		const begun = viewOfHistory(history(6, [point(4, 3, true), point(5, 8, true)]), 3);
		expect([begun.now.atLeast, begun.before.atLeast]).toEqual([true, false]);
		expect(viewOfHistory(history(6, [point(1, 3, true), point(5, 8, true)]), 3).now.atLeast).toBe(false);
		expect(viewOfHistory(history(6, [point(5, 8, true)]), 3).now.atLeast).toBe(false);
	});

	it("is exported with a row for each bucket, empty cells where nothing was recorded", () => {
		const { course } = viewOfHistory(history(4, [point(0, 5), point(2, 6), point(3, 1, true)]), 2);
		expect(courseCsv(course, "USD").slice(1).split("\r\n")).toEqual([
			"at,orders,sales,currency,partial,before_at,before_orders,before_sales",
			`${iso(2)},6,60,USD,false,${iso(0)},5,50`,
			`${iso(3)},1,10,USD,true,${iso(1)},,`,
			"",
		]);
	});
});

describe("the axis", () => {
	const starts = (count: number) => Array.from({ length: count }, (_, place) => NOON + place * HOUR);
	it("names hours of a day by their time, of a week by their day, each day once", () => {
		const hours = createBucketTimes("hour", starts(24), "UTC");
		expect(hours.ticks.map(hours.tick)).toEqual(["12:00", "15:00", "18:00", "21:00", "00:00", "03:00", "06:00", "09:00"]);
		const week = createBucketTimes("hour", starts(50), "Europe/Berlin");
		expect(week.ticks.map(week.tick)).toEqual(["Nov 22", "Nov 23"]);
		expect(week.exact(NOON)).toBe("Nov 21 12:00");
	});

	it("names every fifth minute, but not the last one, which has no room", () => {
		const minutes = Array.from({ length: 16 }, (_, place) => NOON + (place + 2) * 60_000);
		const times = createBucketTimes("minute", minutes, "UTC");
		expect(times.ticks.map(times.tick)).toEqual(["12:05", "12:10", "12:15"]);
		const atTheEnd = createBucketTimes("minute", minutes.slice(0, 9), "UTC");
		expect(atTheEnd.ticks.map(times.tick)).toEqual(["12:05"]);
	});

	it("names days in the business time zone", () => {
		const days = createBucketTimes("day", [Date.UTC(2026, 10, 20, 23)], "Europe/Berlin");
		expect([days.tick(Date.UTC(2026, 10, 20, 23)), days.exact(Date.UTC(2026, 10, 20, 23))]).toEqual(["Nov 21", "Nov 21 · Europe/Berlin"]);
		const month = createBucketTimes(
			"day",
			Array.from({ length: 30 }, (_, place) => NOON + (place - 29) * 24 * HOUR),
			"UTC",
		);
		expect(month.ticks.map(month.tick)).toEqual(["Oct 26", "Oct 31", "Nov 5", "Nov 10", "Nov 15", "Nov 20"]);
	});
});

it("a range in a link that is not known is the first one", () => {
	expect(overviewSearchSchema.parse({ range: "7d" })).toEqual({ range: "7d" });
	expect(overviewSearchSchema.parse({ range: "1y" })).toEqual({ range: undefined });
});

it("the history is read from a time that stays the same for an hour, and early enough for the window before", () => {
	expect(readFrom(RANGES["24h"], NOON + 1)).toBe(iso(-47));
	expect(readFrom(RANGES["24h"], NOON + HOUR - 1)).toBe(iso(-47));
	expect(Date.parse(readFrom(RANGES["30d"], NOON))).toBeLessThan(NOON - 59 * 24 * HOUR - HOUR);
});
