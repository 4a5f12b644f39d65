/** Totals, as the analytics step keeps them. */
import type { Aggregate, MinuteBucket } from "../../domain/aggregates.ts";

export interface AnalyticsQueries {
	/** All of them: one per input partition. */
	aggregates(): Promise<readonly Aggregate[]>;
	/** The buckets whose minute begins at or after `from` (ms). */
	minutes(from: number): Promise<readonly MinuteBucket[]>;
}
