/** Two versions measured alternately: the medians and their ratio. */
import type { Figure } from "../bench.ts";
import { median, number } from "../table.ts";
import { barOf, barText, isMet } from "./reference.ts";

/** One round of both sides. */
export interface Pair {
	readonly subject: readonly Figure[];
	readonly reference: readonly Figure[];
}

/** One figure over all rounds. */
export interface Comparison {
	readonly bench: string;
	readonly name: string;
	readonly unit: string;
	readonly better?: Figure["better"];
	readonly subject: readonly number[];
	/** The full hash of the other version, and its rounds. */
	readonly against: string;
	readonly reference: readonly number[];
	/** The median of the subject's rounds to the median of the reference's. */
	readonly ratio: number;
	readonly bar?: string | undefined;
	/** True without a bar. */
	readonly met: boolean;
}

/** The figures that both sides have in every round, in the order of the first. */
export function compared(pairs: readonly Pair[], { bench, against }: Pick<Comparison, "bench" | "against">): readonly Comparison[] {
	const valuesOf = (side: keyof Pair, name: string) =>
		pairs.flatMap((pair) => pair[side].filter((figure) => figure.name === name).map(({ value }) => value));
	return (pairs[0]?.subject ?? []).flatMap(({ name, unit, better }) => {
		const [subject, reference] = [valuesOf("subject", name), valuesOf("reference", name)];
		if (subject.length < pairs.length || reference.length < pairs.length) return [];
		const ratio = median(subject) / median(reference);
		const bar = barOf(bench, name, against);
		const held = bar === undefined ? { met: true } : { bar: barText(bar), met: isMet(bar, ratio) };
		return [{ bench, name, unit, better, subject, against, reference, ratio, ...held }];
	});
}

/** The comparisons as a Markdown table. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
	const lines = comparisons.map(({ bench, name, unit, better, subject, against, reference, ratio, bar, met }) => {
		const rounds = subject.map((value, round) => `${number(value)} : ${number(reference[round] ?? Number.NaN)}`).join(", ");
		const wanted = bar ?? (better === undefined ? "none" : `${better} is better`);
		const verdict = bar === undefined ? "" : met ? "met" : "**missed**";
		const medians = `${number(median(subject))} | ${number(median(reference))} (${against.slice(0, 7)})`;
		return `| ${bench}: ${name} | ${unit} | ${medians} | ${ratio.toFixed(2)} × | ${rounds} | ${wanted} | ${verdict} |`;
	});
	const head = "| what | unit | measured | against | ratio of the medians | each round | bar | |";
	return [head, "|---|---|---|---|---|---|---|---|", ...lines].join("\n");
}
