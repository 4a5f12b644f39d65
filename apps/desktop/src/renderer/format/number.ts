/** Numbers as people read them: compact in tables and figures, exact on hover. */

/** Joins a number and its unit, so that they never part at a line's end. */
export const NARROW = "\u202f";

const exact = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });

/** With thousands separated: `18,234`. */
export function exactNumber(value: number): string {
	return exact.format(value);
}

/** What is only known to be at least so much, such as `5,000+`; what is exact stays as it is. */
export function bounded(text: string, atLeast: boolean): string {
	return atLeast ? `${text}+` : text;
}

/** A count, exact or a lower bound. */
export function countText(count: number, atLeast = false, format: (count: number) => string = exactNumber): string {
	return bounded(format(count), atLeast);
}

const STEPS = [
	{ from: 999_950_000, by: 1e9, unit: "G" },
	{ from: 999_950, by: 1e6, unit: "M" },
	{ from: 9_999.5, by: 1e3, unit: "k" },
] as const;

/** `7,965` up to ten thousand, then three figures and a unit: `18.2 k`, `1.04 M`. */
export function compactNumber(value: number): string {
	const size = Math.abs(value);
	const step = STEPS.find(({ from }) => size >= from);
	if (step === undefined) return exact.format(Math.round(value));
	return `${threeFigures(value / step.by)}${NARROW}${step.unit}`;
}

/** A rate: two decimals below ten, one below a thousand, then compact. */
export function rate(value: number): string {
	if (value < 10) return value.toFixed(2);
	return value < 1000 ? value.toFixed(1) : compactNumber(value);
}

/** A share of one as a percentage with one decimal; a dash when there is nothing to divide by. */
export function percent(part: number, whole: number): string {
	return whole > 0 ? `${((part / whole) * 100).toFixed(1)}${NARROW}%` : "–";
}

/** At least three significant figures, and one decimal from a hundred on: `1.04`, `18.2`, `494.2`. */
export function threeFigures(value: number): string {
	return Math.abs(value) < 9.995 ? value.toFixed(2) : value.toFixed(1);
}
