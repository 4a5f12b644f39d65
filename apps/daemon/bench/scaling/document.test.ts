import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { withGenerated, withoutGenerated } from "../record/generated.ts";
import type { Measurements } from "../record/measurements.ts";
import { DOCS, readMeasurements } from "../record/record.ts";
import { scalingTexts } from "./document.ts";
import { inputsOf } from "./inputs.ts";

const none: Measurements = { rows: [], comparisons: [] };
const document = readFileSync(`${DOCS}scaling.md`, "utf8");

/** Every row that the document needs, each figure `times` as large. */
function allMeasured(times = 1): Measurements {
	const roles = { fraud: 0.001, payments: 2, inventory: 3, shipping: 5, analytics: 4 };
	const topics = { orders: 1, payments: 2, inventory: 1, shipping: 3, "fraud-alerts": 0.2 };
	const parts = { ...roles, ...topics, payments: 2 };
	const made = { commit: "0123456789", date: "2026-01-01", machine: { cores: 2, memoryGib: 24, node: "24.21.0" } };
	const scaled = Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, value * times]));
	return {
		...none,
		rows: inputsOf(none).missing.map(({ id }) => ({
			...{ id, what: id, value: 5_000 * times, unit: "", parts: scaled, floors: [], met: true },
			...made,
		})),
	};
}

describe("docs/scaling.md", () => {
	test("has no figures but generated ones", () => {
		const byHand = withoutGenerated(document).replaceAll(/\]\([^)]*\)/g, "]");
		expect(byHand.match(/.*\d.*/g)?.filter((line) => !line.includes("x86")) ?? []).toEqual([]);
	});

	test("begins no line with a generated figure: Markdown would take the line for HTML", () => {
		expect(document.match(/^<!--= [a-z0-9-]+-->(?!$).*/gm)).toBeNull();
	});

	test("names what was not measured and the benches that measure it, and states no figure that depends on it", () => {
		const { missing, order, roles, rates } = scalingTexts(none);
		expect(missing).toMatch(
			/Not measured yet: .*`roles-fraud`.*`npm run bench -- operations roles kafka pipeline couchbase console --record`/,
		);
		expect(order).toContain("| into Kafka | not measured yet |");
		expect(roles).toContain("| analytics | not measured yet | not measured yet | not measured yet | not measured yet |");
		expect(rates).toContain("| Fargate, per month | not measured yet | not measured yet | not measured yet |");
		expect(Object.values(scalingTexts(none)).join()).not.toMatch(/NaN|Infinity|undefined/);
	});

	test("an unmeasured role leaves volumes and operations stated", () => {
		const { rows } = allMeasured();
		const { missing, rates } = scalingTexts({ ...none, rows: rows.filter(({ id }) => id !== "roles-fraud") });
		expect(missing).toContain("Not measured yet: `roles-fraud`. `npm run bench -- roles --record` measures them.");
		expect(rates).toMatch(/\| fraud \| not measured yet \|/);
		expect(rates).toMatch(/\| analytics \| 1 \|/);
		expect(rates).toMatch(/\| Couchbase operations per second \| 2,000 \| 200,000 \| 20 million \|/);
	});

	test("states nothing as missing when all is measured", () => {
		const texts = scalingTexts(allMeasured());
		expect(texts.missing?.trim()).toBe("");
		expect(Object.values(texts).join()).not.toMatch(/not measured yet|NaN|Infinity|undefined/);
	});

	test("every table follows the measurements", () => {
		const [before, after] = [scalingTexts(allMeasured()), scalingTexts(allMeasured(2))];
		const assumed = ["missing", "reserve", "partitions", "task-size", "prices", "task-dollars", "hours", "cell", "rate", "cells"];
		const unchanged = Object.keys(before).filter((name) => before[name] === after[name]);
		// Twice the operations at twice the rate of the SDK are the same orders per second.
		expect(unchanged.filter((name) => !name.startsWith("deployment-limit") && name !== "analytics-limit")).toEqual(assumed);
	});

	test("needs nothing of the counted rows that the bench does not record", () => {
		const { missing } = inputsOf(readMeasurements());
		expect(missing.filter(({ bench }) => bench === "operations")).toEqual([]);
	});
});

describe("generated text", () => {
	const text = "a <!--= x-->1<!--/--> b\n\n<!--= y-->\n\nold\n\n<!--/-->\n";

	test("replaces what is between its marks, and nothing else, and does not change when it is generated again", () => {
		const once = withGenerated(text, { x: "2", y: "\n\nnew\n\n" });
		expect(once).toBe("a <!--= x-->2<!--/--> b\n\n<!--= y-->\n\nnew\n\n<!--/-->\n");
		expect(withGenerated(once, { x: "2", y: "\n\nnew\n\n" })).toBe(once);
		expect(withoutGenerated(once)).toBe("a  b\n\n\n");
	});

	test("a place without a text and a text without a place are refused by name", () => {
		expect(() => withGenerated(text, { x: "2" })).toThrow("nothing is generated for <!--= y-->; there is x");
		expect(() => withGenerated(text, { x: "2", y: "", z: "3" })).toThrow("no place <!--= name--> … <!--/--> for z");
	});
});
