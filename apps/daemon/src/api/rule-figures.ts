/** What a rule's alerts came to. */
import type { ruleFiguresSchema } from "@orderdeck/contracts/rules/entities";
import { DAY_MS, HOUR_MS } from "@orderdeck/core/domain/quarters";
import type { RuleHour } from "@orderdeck/core/ports/queries/fraud";
import type { z } from "zod";
import type { NamedDay } from "./days.ts";
import { sumsOf } from "./sums.ts";

export const DAYS_SHOWN = 30;
/** Below so many resolved alerts a precision means nothing. */
const LEAST_RESOLVED = 10;
const WEEK_MS = 7 * DAY_MS;

export interface FigureSources {
	readonly hours: readonly RuleHour[];
	/** Alerts that are not resolved, by rule. */
	readonly open: Readonly<Record<string, number>>;
	readonly days: readonly NamedDay[];
	readonly now: number;
	readonly baseCurrency: string;
}

export function figuresOf(rule: string, { hours, open, days, now, baseCurrency }: FigureSources): z.infer<typeof ruleFiguresSchema> {
	const own = hours.filter((hour) => hour.rule === rule);
	const week = own.filter(({ hour }) => hour >= Math.floor((now - WEEK_MS) / HOUR_MS) * HOUR_MS);
	const { count, ...money } = sumsOf(week, baseCurrency);
	const outcomes = (outcome: RuleHour["outcome"]) => countOf(week.filter((each) => each.outcome === outcome));
	const [confirmed, valuable, falsePositive] = [outcomes("CONFIRMED_FRAUD"), outcomes("VALUABLE"), outcomes("FALSE_POSITIVE")];
	const resolved = confirmed + valuable + falsePositive;
	return {
		open_alerts: Object.hasOwn(open, rule) ? (open[rule] ?? 0) : 0,
		alerts_7d: count,
		confirmed_7d: confirmed,
		valuable_7d: valuable,
		false_positive_7d: falsePositive,
		precision: resolved < LEAST_RESOLVED ? null : confirmed / resolved,
		money_7d: money.amount,
		money_currency: money.currency,
		money_by_currency: money.by_currency,
		by_day: days.map(({ day, start, end }) => ({ day, alerts: countOf(own.filter(({ hour }) => hour >= start && hour < end)) })),
	};
}

function countOf(groups: readonly { readonly count: number }[]): number {
	return groups.reduce((sum, { count }) => sum + count, 0);
}
