/** What belongs to fraud rules beside the rule book. */
import type { ShadowResult } from "../../domain/shadow-result.ts";
import type { SuppressionRecord } from "../../domain/suppression.ts";

/** Orders that the log accepted within an hour, by what the live and the shadow version say. `hour`: its beginning in UTC, ms since the epoch. */
export interface ShadowHour extends Pick<ShadowResult, "live" | "shadow"> {
	readonly hour: number;
	readonly orders: number;
}

/** The suppressions of one rule that are listed. */
export const MOST_SUPPRESSIONS = 1_000;

export interface RuleQueries {
	/** Those of the rule that last longer than `at` (ms), the one that ends last first; up to MOST_SUPPRESSIONS. */
	suppressions(rule: string, at: number): Promise<readonly SuppressionRecord[]>;
	/** The results of this version in shadow; hours without any are left out. */
	shadowHours(rule: string, version: number): Promise<readonly ShadowHour[]>;
	/** Removes the results of orders that the log accepted before this time (ms). */
	dropShadowResults(before: number): Promise<void>;
}
