/** The rows of the table, and their text. */

/** What a figure is held against beside its bar, measured in the same run. */
export interface Floor {
	readonly value: number;
	/** The row's unless stated. */
	readonly unit?: string | undefined;
	readonly what: string;
	/** How the figure is compared with it; absent: not at all. */
	readonly ratio?: "share" | "times" | undefined;
}

/** One row of the table: a figure, its floors where it has some, and its bar. */
export interface Row {
	/** Stable: names the row in docs/measurements.json. */
	readonly id: string;
	readonly what: string;
	readonly value: number;
	readonly unit: string;
	/** What belongs to the figure beside its value. */
	readonly detail?: string | undefined;
	/** What the value is made of, in its unit: by role, by topic. */
	readonly parts?: Readonly<Record<string, number>> | undefined;
	readonly floors: readonly Floor[];
	/** Absent where the figure has none. */
	readonly bar?: string | undefined;
	/** True without a bar. */
	readonly met: boolean;
}

/** The rows as a Markdown table. */
export function markdown(rows: readonly Row[]): string {
	return [
		"| what | measured | floor in the same run | bar | |",
		"|---|---|---|---|---|",
		...rows.map((row) => {
			const measured = [quantity(row.value, row.unit), ...partsOf(row), ...(row.detail === undefined ? [] : [row.detail])].join(", ");
			const floors = row.floors.map((floor) => floorText(row, floor)).join("; ") || "–";
			return `| ${row.what} | ${measured} | ${floors} | ${row.bar ?? "none"} | ${verdict(row)} |`;
		}),
	].join("\n");
}

function partsOf({ parts }: Row): readonly string[] {
	if (parts === undefined) return [];
	return [
		`of which ${Object.entries(parts)
			.map(([name, value]) => `${name} ${number(value)}`)
			.join(", ")}`,
	];
}

function floorText({ value, unit }: Row, floor: Floor): string {
	const ratio = {
		share: `: ${number((value / floor.value) * 100)} %`,
		times: `: ${number(value / floor.value)} ×`,
		none: "",
	};
	return `${quantity(floor.value, floor.unit ?? unit)} (${floor.what})${ratio[floor.ratio ?? "none"]}`;
}

function verdict({ bar, met }: Row): string {
	if (bar === undefined) return "";
	return met ? "met" : "**missed**";
}

export function quantity(value: number, unit: string): string {
	return `${number(value)} ${unit}`;
}

/** Three digits, or all before the point. */
export function number(value: number): string {
	const size = Math.abs(value);
	const digits = size < 10 ? 2 : size < 100 ? 1 : 0;
	return value.toLocaleString("en-US", { maximumFractionDigits: digits });
}

/** The value below which `share` of the samples lie. */
export function quantile(samples: readonly number[], share: number): number {
	const sorted = samples.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
	return quantile(samples, 0.5);
}
