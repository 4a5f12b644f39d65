/** Two versions measured alternately: the medians and their ratio. */
import type { Figure } from "../bench.ts";
import { median, number } from "../table.ts";

/** One round of both sides. */
export interface Pair {
	readonly subject: readonly Figure[];
	readonly reference: readonly Figure[];
}

/** One figure over all rounds. */
export interface Comparison extends Omit<Figure, "value"> {
	readonly subject: readonly number[];
	readonly reference: readonly number[];
	/** The median of the subject's rounds to the median of the reference's. */
	readonly ratio: number;
}

/** The figures that both sides have in every round, in the order of the first. */
export function compared(pairs: readonly Pair[]): readonly Comparison[] {
	const valuesOf = (side: keyof Pair, name: string) =>
		pairs.flatMap((pair) => pair[side].filter((figure) => figure.name === name).map(({ value }) => value));
	return (pairs[0]?.subject ?? []).flatMap(({ name, unit, better }) => {
		const [subject, reference] = [valuesOf("subject", name), valuesOf("reference", name)];
		if (subject.length < pairs.length || reference.length < pairs.length) return [];
		return [{ name, unit, better, subject, reference, ratio: median(subject) / median(reference) }];
	});
}

/** The comparisons as a Markdown table. */
export function comparisonTable(comparisons: readonly Comparison[], reference: string): string {
	const head = `| what | unit | this version | ${reference} | ratio of the medians | each round | |\n|---|---|---|---|---|---|---|`;
	const lines = comparisons.map(({ name, unit, better, subject, reference: other, ratio }) => {
		const rounds = subject.map((value, round) => `${number(value)} : ${number(other[round] ?? Number.NaN)}`).join(", ");
		return `| ${name} | ${unit} | ${number(median(subject))} | ${number(median(other))} | **${ratio.toFixed(2)} ×** | ${rounds} | ${better === undefined ? "" : `${better} is better`} |`;
	});
	return [head, ...lines].join("\n");
}
