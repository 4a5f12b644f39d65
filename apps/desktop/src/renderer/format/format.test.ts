import { describe, expect, it } from "vitest";
import { duration, interval, shortDuration } from "./duration.ts";
import { compactMoney, eachMoney, money, otherMoney, plainAmount, tightMoney, wholeMoney } from "./money.ts";
import { compactNumber, percent, rate } from "./number.ts";
import { numberIn } from "./number-text.ts";
import { clockTime, epochOf, exactClockTime, exactTimeOrDate, fullTime, timeOrDate } from "./time.ts";
import { countryName, reasonWords } from "./words.ts";

/** Narrow no-break spaces read as plain ones. */
const plain = (text: string) => text.replaceAll("\u202f", " ");

describe("durations", () => {
	it.each([
		[0, "0.0 s"],
		[-3, "0.0 s"],
		[0.44, "0.4 s"],
		[9.94, "9.9 s"],
		[9.96, "10 s"],
		[59.6, "1 m 00 s"],
		[72, "1 m 12 s"],
		[3599.7, "1 h 00 m"],
		[7500, "2 h 05 m"],
		[270_000, "3 d 3 h"],
	])("%d seconds are %s", (seconds, words) => expect(plain(duration(seconds))).toBe(words));

	it.each([
		[0, "0 ms"],
		[-3, "0 ms"],
		[107.4, "107 ms"],
		[999.6, "1.0 s"],
		[1_250, "1.3 s"],
		[72_000, "1 m 12 s"],
	])("an interval of %d ms is %s", (ms, words) => expect(plain(interval(ms))).toBe(words));

	it("has one unit only where room is tight", () => {
		expect([12.9, 250, 8000].map((seconds) => plain(shortDuration(seconds)))).toEqual(["12 s", "4 m", "2 h"]);
	});
});

describe("numbers", () => {
	it.each([
		[0, "0"],
		[7965, "7,965"],
		[9999.4, "9,999"],
		[9999.6, "10.0 k"],
		[18_234, "18.2 k"],
		[999_949, "999.9 k"],
		[1_040_000, "1.04 M"],
		[2_500_000_000, "2.50 G"],
	])("%d is compactly %s", (value, words) => expect(plain(compactNumber(value))).toBe(words));

	it("gives small rates two decimals", () => {
		expect([2.1, 106.52, 5000].map(rate)).toEqual(["2.10", "106.5", "5,000"]);
	});

	it("has no percentage of nothing", () => {
		expect(percent(1, 0)).toBe("–");
		expect(plain(percent(211, 1000))).toBe("21.1 %");
	});
});

describe("money", () => {
	it.each([
		[115.4, "$115"],
		[999.6, "$1.0 k"],
		[11_240, "$11.2 k"],
		[494_193.81, "$494.2 k"],
		[999_960, "$1.00 M"],
		[1_036_744.56, "$1.04 M"],
	])("%d is compactly %s", (amount, words) => expect(plain(compactMoney(amount, "USD"))).toBe(words));

	it("keeps its currency and the decimals of that currency: 45,000 JPY are no ¥45,000.00, 1.235 KWD no 1.24", () => {
		expect(money(1234.5, "USD")).toBe("$1,234.50");
		expect(money(1234.5, "EUR")).toBe("€1,234.50");
		expect(money(45_000, "JPY")).toBe("¥45,000");
		expect(money(1.235, "KWD")).toBe("KWD\u00a01.235");
		expect(wholeMoney(104_100.49, "USD")).toBe("$104,100");
		expect(plain(compactMoney(45_000, "JPY"))).toBe("¥45.0 k");
		expect(plain(compactMoney(12_340, "KWD"))).toBe("KWD\u00a012.3 k");
	});

	it("rounds its decimal digits half up, not its binary value: 1.005 is 1.01", () => {
		expect([1.005, 8.345, 1.004].map((amount) => money(amount, "USD"))).toEqual(["$1.01", "$8.35", "$1.00"]);
	});

	it("shows what is no currency code as it was received", () => {
		expect([money(12, "credits"), money(1.5, "XXX1")]).toEqual(["credits\u00a012.00", "XXX1\u00a01.50"]);
	});

	it("without a unit keeps the decimals it has", () => {
		expect([300, 12.5, 1.235, 45_000].map(plainAmount)).toEqual(["300", "12.5", "1.235", "45,000"]);
	});

	it("of several currencies is a list, the leading one first, never a sum", () => {
		const sums = { currency: "USD", by_currency: { EUR: 300, JPY: 45_000, USD: 1234.5 } };
		expect(eachMoney(sums)).toBe("$1,234.50 · €300.00 · ¥45,000");
		expect(plain(otherMoney(sums))).toBe("€300 · ¥45.0 k");
		expect(plain(tightMoney(sums))).toBe("$1.2 k +2");
		const one = { currency: "KWD", by_currency: { KWD: 1.235 } };
		expect([eachMoney(one), otherMoney(one), tightMoney(one)]).toEqual(["KWD\u00a01.235", "", "KWD\u00a01"]);
		const none = { currency: "USD", by_currency: {} };
		expect([eachMoney(none), otherMoney(none), tightMoney(none)]).toEqual(["$0.00", "", "$0"]);
		expect(plain(tightMoney({ currency: "USD", by_currency: { EUR: 300, JPY: 45_000 } }))).toBe("€300 +1");
	});
});

describe("times", () => {
	it("are UTC, with or without an offset, down to microseconds", () => {
		expect(epochOf("2024-01-15T10:30:00.123456Z")).toBe(Date.UTC(2024, 0, 15, 10, 30, 0, 123));
		expect(epochOf("2024-01-15T10:30:00")).toBe(Date.UTC(2024, 0, 15, 10, 30));
		expect(epochOf("2024-01-15T10:30:00+02:00")).toBe(Date.UTC(2024, 0, 15, 8, 30));
	});

	it("read as a clock, exactly, and in full", () => {
		const at = Date.UTC(2024, 0, 15, 4, 5, 6, 78);
		expect([clockTime(at), exactClockTime(at), fullTime(at)]).toEqual(["04:05:06", "04:05:06.078", "2024-01-15 04:05:06.078 UTC"]);
	});

	it("read as a dash where there is none", () => {
		expect([clockTime(epochOf("yesterday")), fullTime(Number.NaN)]).toEqual(["–", "no time"]);
	});
});

describe("words", () => {
	it("name countries and keep what is no country", () => {
		expect([countryName("DE"), countryName("Atlantis")]).toEqual(["Germany", "Atlantis"]);
	});

	it("turn only a reason code into a phrase", () => {
		expect(["HIGH_AMOUNT_RISKY_COUNTRY", "AMOUNT_LIMIT", "Customer asked"].map(reasonWords)).toEqual([
			"High amount, risky country",
			"Amount limit",
			"Customer asked",
		]);
	});
});

describe("a time with its date where that is not today's", () => {
	const NOW = Date.UTC(2026, 10, 21, 0, 0, 5);

	it.each([
		["2026-11-21T00:00:04.250Z", "00:00:04", "00:00:04.250"],
		["2026-11-20T23:59:58.000Z", "Nov 20 23:59", "Nov 20 23:59:58.000"],
		["2026-11-22T01:02:03.000Z", "Nov 22 01:02", "Nov 22 01:02:03.000"],
		["2099-01-02T03:04:05.000Z", "Jan 2, 2099", "Jan 2 2099 03:04:05.000"],
		["never", "–", "–"],
	])("%s is %s", (iso, time, exact) => {
		expect(timeOrDate(epochOf(iso), NOW)).toBe(time);
		expect(exactTimeOrDate(epochOf(iso), NOW)).toBe(exact);
	});
});

describe("a number that is typed", () => {
	it.each([
		["12.50", 12.5],
		["249,99", 249.99],
		["12.", 12],
		[".5", 0.5],
		["-3", -3],
		["1,234", 1234],
		["1.234", 1.234],
		["1,234,567.8", 1_234_567.8],
		["1.234.567", 1_234_567],
		["1.234,56", 1234.56],
		["1 234,56", 1234.56],
		["1,23", 1.23],
	])("as %s is %d", (text, number) => expect(numberIn(text)).toBe(number));

	it.each(["", " ", "-", ".", "abc", "12..5", "1,23,4", "1e5", "0x10", "12a", "1.2,3,4", "Infinity"])("is none as %j", (text) => {
		expect(numberIn(text)).toBeNaN();
	});
});
