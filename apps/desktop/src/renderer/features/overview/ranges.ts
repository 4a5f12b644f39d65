/** The windows that the Overview offers; the one that is shown stands in the address. */
import type { HistoryBucket } from "@orderdeck/contracts/analytics/entities";
import { z } from "zod";

export interface Range {
	/** `Last 24 h`, and `24 h` within a sentence. */
	readonly label: string;
	readonly words: string;
	readonly bucket: HistoryBucket;
	/** Buckets of the window, the present one the last. */
	readonly count: number;
	/** How often it is read, in ms: a long window costs more and changes less. */
	readonly readMs: number;
}

export const RANGE_KEYS = ["30m", "24h", "7d", "30d"] as const;
export type RangeKey = (typeof RANGE_KEYS)[number];
/** The only one of the minutes that the Overview itself has. */
export const DEFAULT_RANGE = "30m";
/** Those of the history. */
export type LongRangeKey = Exclude<RangeKey, typeof DEFAULT_RANGE>;

export const RANGES: Readonly<Record<RangeKey, Range>> = {
	"30m": { label: "Last 30 min", words: "30 min", bucket: "minute", count: 30, readMs: 3_000 },
	"24h": { label: "Last 24 h", words: "24 h", bucket: "hour", count: 24, readMs: 15_000 },
	"7d": { label: "Last 7 days", words: "7 days", bucket: "hour", count: 168, readMs: 60_000 },
	"30d": { label: "Last 30 days", words: "30 days", bucket: "day", count: 30, readMs: 300_000 },
};

export const overviewSearchSchema = z.object({ range: z.enum(RANGE_KEYS).optional().catch(undefined) });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Since when the history is read, so that it has the window and the one before it: a time that stays the same for an hour. */
export function readFrom({ bucket, count }: Range, now: number): string {
	const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
	// Days may have 25 hours.
	const from = bucket === "day" ? hour - (2 * count - 1) * DAY_MS - 2 * HOUR_MS : hour - (2 * count - 1) * HOUR_MS;
	return new Date(from).toISOString();
}

/** True for two beginnings of the same window, between which at most one bucket has ended. */
export function isSameWindow({ bucket }: Range, from: string, since: string | undefined): boolean {
	const longest = bucket === "day" ? DAY_MS + HOUR_MS : HOUR_MS;
	return since !== undefined && Math.abs(Date.parse(from) - Date.parse(since)) <= longest;
}
