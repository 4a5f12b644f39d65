import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { DAY_MS, HOUR_MS, QUARTER_MS } from "./quarters.ts";
import { bucketsIn, isTimeZone, minutesIn } from "./time-buckets.ts";

const at = (iso: string) => Date.parse(iso);
const range = (from: string, to: string) => ({ from: at(from), to: at(to) });
const hoursOf = ({ start, end }: { start: number; end: number }) => (end - start) / HOUR_MS;

describe("days", () => {
	it.each([
		["Europe/Berlin", "2026-03-28T12:00:00Z", [24, 23, 24], "2026-03-27T23:00:00.000Z"],
		["Europe/Berlin", "2026-10-24T12:00:00Z", [24, 25, 24], "2026-10-23T22:00:00.000Z"],
		["America/New_York", "2026-10-31T12:00:00Z", [24, 25, 24], "2026-10-31T04:00:00.000Z"],
		["Australia/Lord_Howe", "2026-10-03T00:00:00Z", [24, 23.5, 24], "2026-10-02T13:30:00.000Z"],
		["Asia/Kathmandu", "2026-10-03T00:00:00Z", [24, 24, 24], "2026-10-02T18:15:00.000Z"],
		// There the clocks are put forward at midnight: the day begins at one.
		["Africa/Cairo", "2026-04-23T12:00:00Z", [24, 23, 24], "2026-04-22T22:00:00.000Z"],
		["UTC", "2026-03-28T12:00:00Z", [24, 24, 24], "2026-03-28T00:00:00.000Z"],
	] as const)("of %s around %s have %j hours", (zone, from, hours, first) => {
		const days = bucketsIn({ from: at(from), to: at(from) + 2 * DAY_MS }, "day", zone);
		expect(days.map(hoursOf)).toEqual(hours);
		expect(isoOf(days[0]?.start ?? 0)).toBe(first);
	});
});

describe("hours", () => {
	it("are 23 in the shortest day and 25 in the longest, two of them of one name", () => {
		const spring = bucketsIn(range("2026-03-28T23:00:00Z", "2026-03-29T21:59:59.999Z"), "hour", "Europe/Berlin");
		const autumn = bucketsIn(range("2026-10-24T22:00:00Z", "2026-10-25T22:59:59.999Z"), "hour", "Europe/Berlin");
		expect([spring.length, autumn.length]).toEqual([23, 25]);
	});

	it("begin at the hour of the zone", () => {
		const [first] = bucketsIn(range("2026-01-05T12:00:00Z", "2026-01-05T12:00:00Z"), "hour", "Asia/Kathmandu");
		expect(isoOf(first?.start ?? 0)).toBe("2026-01-05T11:15:00.000Z");
	});
});

it.each(["UTC", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham", "Africa/Cairo"])(
	"the buckets of a year in %s follow one another and hold every quarter hour",
	(zone) => {
		for (const unit of ["hour", "day"] as const) {
			const buckets = bucketsIn(range("2026-01-01T00:00:00Z", "2026-12-31T00:00:00Z"), unit, zone);
			expect(buckets[0]?.start).toBeLessThanOrEqual(at("2026-01-01T00:00:00Z"));
			expect(buckets.slice(1).every(({ start }, index) => start === buckets[index]?.end)).toBe(true);
			expect(buckets.every(({ start, end }) => start % QUARTER_MS === 0 && end > start)).toBe(true);
		}
	},
);

it("a range within one bucket is that bucket, whole", () => {
	const moment = range("2026-01-05T12:20:30Z", "2026-01-05T12:20:30Z");
	expect(bucketsIn(moment, "hour", "UTC")).toEqual([{ start: at("2026-01-05T12:00:00Z"), end: at("2026-01-05T13:00:00Z") }]);
	expect(minutesIn(moment)).toEqual([{ start: at("2026-01-05T12:20:00Z"), end: at("2026-01-05T12:21:00Z") }]);
});

it.each([
	["Europe/Berlin", true],
	["UTC", true],
	["Berlin", false],
	["+02:00", false],
	["", false],
])("%s is the name of a zone: %s", (name, expected) => expect(isTimeZone(name)).toBe(expected));
