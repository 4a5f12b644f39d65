import { describe, expect, it } from "vitest";
import { backtest, backtestResult, changedAlert, rule, tested } from "../../testing/rule-fixture.ts";
import { backtestCsv } from "./backtest-csv.ts";
import { difference, isTestOf, remedyOf } from "./backtest-facts.ts";
import { dayRangeWords, rangeInput, rangeIssue } from "./backtest-range.ts";
import { testsRule } from "./recent-backtests.tsx";

const values = { ...tested(), enabled: true, snoozed_until: null };

describe("what known frauds that are missed have in common", () => {
	it("is the country that they are all in, and that the draft would miss none without it", () => {
		expect(remedyOf(backtestResult(), tested())).toEqual({ country: "GB", helps: true });
	});

	it("is not named where they are in several countries, or not all of them are listed", () => {
		const lost = [changedAlert(1), changedAlert(2, { country: "FR" })];
		expect(remedyOf(backtestResult({ lost }), tested())).toBeUndefined();
		expect(remedyOf(backtestResult({ lost: [changedAlert(1)] }), tested())).toBeUndefined();
		expect(remedyOf(backtestResult({ lost: [], confirmed_lost: 0 }), tested())).toBeUndefined();
	});

	it("is no remedy where the amount is below the draft's limit, or the country is not safe in it", () => {
		expect(remedyOf(backtestResult(), tested({ limit: 400 }))?.helps).toBe(false);
		expect(remedyOf(backtestResult(), tested({ safe_countries: ["US"] }))?.helps).toBe(false);
		expect(remedyOf(backtestResult(), tested({ kind: "velocity" }))?.helps).toBe(false);
	});
});

describe("a backtest is of a draft", () => {
	it("with exactly its values, against the version in force, once it has a result", () => {
		const of = { rule: rule(), values };
		expect(isTestOf(backtest(), of)).toBe(true);
		expect(isTestOf(undefined, of)).toBe(false);
		expect(isTestOf(backtest({ result: null }), of)).toBe(false);
		expect(isTestOf(backtest(), { ...of, values: { ...values, limit: 279.99 } })).toBe(false);
		expect(isTestOf(backtest(), { ...of, rule: rule({ version: 4 }) })).toBe(false);
		expect(isTestOf(backtest(), { ...of, rule: undefined })).toBe(false);
		expect(isTestOf(backtest({ draft: [tested(), tested()] }), of)).toBe(false);
	});
});

describe("the range of a backtest", () => {
	it("is a number of days, or two ends at most 400 days apart", () => {
		const ends = { name: "custom", from: "2024-01-01T00:00:00Z", to: "2024-01-03T00:00:00Z" } as const;
		expect([rangeInput({ name: "14" }), rangeInput(ends)]).toEqual([{ days: 14 }, { from: ends.from, to: ends.to }]);
		expect([rangeIssue(ends), rangeIssue({ ...ends, from: "2022-01-01T00:00:00Z" }), rangeIssue({ ...ends, from: ends.to })]).toEqual([
			undefined,
			"At most 400 days",
			"The range must end after it begins",
		]);
	});

	it("is named by its days", () => {
		expect([
			dayRangeWords("2026-11-14", "2026-11-27"),
			dayRangeWords("2026-10-30", "2026-11-02"),
			dayRangeWords("2026-11-02", "2026-11-02"),
		]).toEqual(["14 to 27 Nov", "30 Oct to 2 Nov", "2 Nov"]);
	});
});

describe("figures", () => {
	it("have no share of nothing", () => {
		expect([difference(412, 371), difference(0, 5)]).toEqual([
			{ by: -41, share: -41 / 412 },
			{ by: 5, share: undefined },
		]);
	});

	it("as a file are inert in a spreadsheet", () => {
		const [, lost, gained] = backtestCsv({
			lost: [changedAlert(1, { rule: "=1+1", country: "@SUM(A1)" })],
			gained: [changedAlert(2, { rule: 'a,"b"', amount: 300 })],
		}).split("\r\n");
		expect(lost).toBe("lost,1,'=1+1,469.93,USD,'@SUM(A1),89,2024-01-15T12:00:00.000Z,CONFIRMED_FRAUD");
		expect(gained).toContain('gained,2,"a,""b""",300.00');
	});

	it("of another rule are not in the list of a rule; a job that does not state its rules is in all", () => {
		const of = (rules: unknown) => testsRule({ filter: { rules } }, "velocity");
		expect([of(["velocity"]), of([{ id: "velocity" }]), of([{ id: "other" }]), of(["other"])]).toEqual([true, true, false, false]);
		expect(testsRule({ filter: null }, "velocity")).toBe(true);
	});
});
