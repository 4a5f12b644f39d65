import { expect, test } from "vitest";
import type { Figure } from "../bench.ts";
import { compared, comparisonTable, type Pair } from "./compare.ts";
import { REFERENCE } from "./reference.ts";

const rate = (value: number, name = "rate"): Figure => ({ name, value, unit: "orders/s", better: "higher" });
const size = (value: number): Figure => ({ name: "size", value, unit: "bytes", better: "lower" });
const pair = (subject: number, reference: number): Pair => ({ subject: [rate(subject)], reference: [rate(reference)] });
const other = { bench: "pipeline", against: "0123456789" };

test("the ratio is that of the medians, not the median of the ratios", () => {
	const [figure] = compared([pair(100, 100), pair(150, 300), pair(200, 100)], other);
	expect(figure).toMatchObject({ name: "rate", subject: [100, 150, 200], reference: [100, 300, 100], ratio: 1.5 });
});

test("a figure that one side lacks in a round is left out", () => {
	const pairs = [
		{ subject: [rate(2), size(1)], reference: [rate(1), size(1)] },
		{ subject: [rate(2), size(1)], reference: [rate(1)] },
	];
	expect(compared(pairs, other).map(({ name }) => name)).toEqual(["rate"]);
});

test("a ratio has a bar against the reference alone", () => {
	const name = "orders to the terminal state";
	const met = (ratio: number, against: string) =>
		compared([{ subject: [rate(ratio, name)], reference: [rate(1, name)] }], { bench: "pipeline", against })[0];
	expect(met(1.4, `${REFERENCE}bb7`)).toMatchObject({ bar: "≥ 1.4 ×", met: true });
	expect(met(1.39, `${REFERENCE}bb7`)).toMatchObject({ bar: "≥ 1.4 ×", met: false });
	expect(met(0.5, other.against)).not.toHaveProperty("bar");
});

test("the table shows medians, their ratio, each round, and which way is better", () => {
	const table = comparisonTable(compared([pair(6_000, 4_000), pair(5, 4_000), pair(60.25, 4_000)], other));
	expect(table.split("\n").at(-1)).toBe(
		"| pipeline: rate | orders/s | 60.3 | 4,000 (0123456) | 0.02 × | 6,000 : 4,000, 5 : 4,000, 60.3 : 4,000 | higher is better |  |",
	);
});
