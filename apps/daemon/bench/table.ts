/** One row of the table: a figure, its floor from the same run where it has one, and the bar it is held against. */
export interface Row {
	readonly what: string;
	readonly measured: string;
	/** The floor measured in the same run, and the ratio to it. */
	readonly floor: string;
	readonly bar: string;
	readonly met: boolean;
}

/** The rows as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
	const head = "| what | measured | floor in the same run | bar | |\n|---|---|---|---|---|";
	return [
		head,
		...rows.map((row) => `| ${row.what} | ${row.measured} | ${row.floor} | ${row.bar} | ${row.met ? "met" : "**missed**"} |`),
	].join("\n");
}

/** The value below which `share` of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
	const sorted = samples.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
	return quantile(samples, 0.5);
}

export function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
}

export function perSecond(value: number): string {
	return `${Math.round(value).toLocaleString("en-US")} orders/s`;
}
