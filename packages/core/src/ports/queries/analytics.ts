/** Totals, as the analytics step keeps them. */
import type { Collections } from "../documents.ts";

export interface AnalyticsQueries {
	/** All of them: one per input partition. */
	aggregates(): Promise<readonly Collections["aggregates"][]>;
	/** The buckets whose minute begins at or after `from` (ms). */
	minutes(from: number): Promise<readonly Collections["minutes"][]>;
	/** The quarter hours of the hours that begin from `from` on and before `to` (ms), oldest hour first. Meant for a day or so at a time. */
	quarters(from: number, to: number): Promise<readonly Collections["quarters"][]>;
	/** Removes the hours that began in the month before `before` (ms). Where it costs no more, all that are older, too. */
	dropQuarters(before: number): Promise<void>;
}
