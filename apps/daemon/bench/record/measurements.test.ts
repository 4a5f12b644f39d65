import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Row } from "../table.ts";
import { benchmarkTexts } from "./document.ts";
import { type Made, type Measurements, withComparisons, withRows } from "./measurements.ts";
import { DOCS, documents } from "./record.ts";

const made = (date: string): Made => ({
	commit: "0123456789",
	date,
	machine: { cores: 2, memoryGib: 24, cpu: "a processor", node: "24.21.0" },
});
const row = (id: string, value: number): Row => ({ id, what: `row ${id}`, value, unit: "ms", floors: [], bar: "≤ 5 ms", met: value <= 5 });
const none: Measurements = { rows: [], comparisons: [] };

test.each([...documents()])("the document %s is up to date; if not, run npm run bench -- --documents", (file, text) => {
	expect(readFileSync(DOCS + file, "utf8")).toBe(text);
});

describe("recording", () => {
	test("a row replaces the earlier one of its id in its place; others keep their value, commit and date", () => {
		const before = withRows(none, [row("a", 1), row("b", 2)], made("2026-01-01"));
		const after = withRows(before, [row("a", 9), row("c", 3)], made("2026-01-02"));
		expect(after.rows.map(({ id, value, met, date }) => [id, value, met, date])).toEqual([
			["a", 9, false, "2026-01-02"],
			["b", 2, true, "2026-01-01"],
			["c", 3, true, "2026-01-02"],
		]);
	});

	test("a comparison replaces the one with the same commit alone", () => {
		const one = { bench: "pipeline", name: "rate", unit: "orders/s", subject: [2], reference: [1], ratio: 2, met: true };
		const first = withComparisons(
			none,
			[
				{ ...one, against: "aaa" },
				{ ...one, against: "bbb" },
			],
			made("2026-01-01"),
		);
		const after = withComparisons(first, [{ ...one, against: "bbb", ratio: 3 }], made("2026-01-02"));
		expect(after.comparisons.map(({ against, ratio }) => [against, ratio])).toEqual([
			["aaa", 2],
			["bbb", 3],
		]);
	});

	test("a figure that is not a number is refused", () => {
		expect(() => withRows(none, [row("a", Number.NaN)], made("2026-01-01"))).toThrow();
	});

	test("the parts of a figure are kept, and stand beside it", () => {
		const parts = { orders: 1, payments: 1.5 };
		const { rows } = withRows(none, [{ ...row("a", 2.5), parts }], made("2026-01-01"));
		expect(rows[0]?.parts).toEqual(parts);
		expect(benchmarkTexts({ ...none, rows }).measured).toContain("| 2.5 ms, of which orders 1, payments 1.5 |");
	});
});
