/** A customer whose orders a rule does not flag for a time. Earlier periods are kept, so that an order is evaluated alike whenever it is read. */
import { instantOf } from "@orderdeck/contracts/instant";
import type { Suppression } from "@orderdeck/contracts/rules/entities";
import { isoOf } from "./instant.ts";

export interface SuppressionPeriod {
	readonly comment: string;
	readonly by: string;
	readonly at: string;
	/** It holds for orders that the log accepted in [from, until). */
	readonly from: string;
	readonly until: string;
	/** Set when it was ended before its time; `until` is then that end. */
	readonly lifted: { readonly by: string; readonly at: string } | null;
}

export interface SuppressionRecord {
	readonly rule: string;
	readonly customer_id: string;
	/** Oldest first, at least one. */
	readonly periods: readonly SuppressionPeriod[];
}

/** So many periods of one rule and customer are kept, the newest. */
export const MOST_PERIODS = 50;

/** Whether an order that the log accepted at `received` (ms) is not flagged. */
export function isSuppressed({ periods }: SuppressionRecord, received: number): boolean {
	return periods.some(({ from, until }) => instantOf(from) <= received && received < instantOf(until));
}

/** The end of the last period, ms. */
export function suppressedUntil({ periods }: SuppressionRecord): number {
	return Math.max(...periods.map(({ until }) => instantOf(until)));
}

/** As callers see it: its newest period. */
export function suppressionOf({ rule, customer_id, periods }: SuppressionRecord): Suppression {
	const newest = periods.at(-1);
	if (newest === undefined) throw new RangeError(`the suppression of ${rule} has no period`);
	const { comment, by, at, until } = newest;
	return { rule, customer_id, comment, by, at, until };
}

/** With another period, which takes the place of what is left of those before it. */
export function withPeriod(record: SuppressionRecord, period: SuppressionPeriod): SuppressionRecord {
	const { periods } = lifted(record, instantOf(period.from), period);
	return { ...record, periods: [...periods, period].slice(-MOST_PERIODS) };
}

/** With every period that lasts longer ended at `end` (ms). */
export function lifted(record: SuppressionRecord, end: number, { by, at }: Pick<SuppressionPeriod, "by" | "at">): SuppressionRecord {
	return {
		...record,
		periods: record.periods.map((period) =>
			instantOf(period.until) <= end ? period : { ...period, until: isoOf(end), lifted: { by, at } },
		),
	};
}
