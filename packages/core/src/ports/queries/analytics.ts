/** Totals, as the analytics step keeps them. */
import type { Collections } from "../documents.ts";

export interface AnalyticsQueries {
	/** All of them: one per input partition. */
	aggregates(): Promise<readonly Collections["aggregates"][]>;
	/** The buckets whose minute begins at or after `from` (ms). */
	minutes(from: number): Promise<readonly Collections["minutes"][]>;
}
