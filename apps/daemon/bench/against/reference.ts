/** The version that ratios are stated against, and what each must be. */
export const REFERENCE = "565aec7";

/** The least or the most that a ratio may be. */
export interface Bar {
	readonly least?: number;
	readonly most?: number;
}

/** By `bench/figure`. "No worse" leaves 5 % for noise. */
const BARS: Readonly<Record<string, Bar>> = {
	"pipeline/orders to the terminal state": { least: 1.4 },
	"pipeline/data directory": { most: 0.7 },
	"start/start to ready": { most: 1.05 },
	"start/resident memory, idle": { most: 1.05 },
	"kafka/all roles on Kafka, one process": { least: 1.4 },
};

/** Undefined for a figure without one, and against another commit. */
export function barOf(bench: string, figure: string, commit: string): Bar | undefined {
	return commit.startsWith(REFERENCE) ? BARS[`${bench}/${figure}`] : undefined;
}

export function isMet({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Bar, ratio: number): boolean {
	return ratio >= least && ratio <= most;
}

export function barText({ least, most }: Bar): string {
	return [...(least === undefined ? [] : [`≥ ${least} ×`]), ...(most === undefined ? [] : [`≤ ${most} ×`])].join(" and ");
}
