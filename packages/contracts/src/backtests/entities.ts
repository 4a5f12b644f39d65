/** Backtests: what rules would have flagged among recorded orders. */
import { z } from "zod";
import { idSchema } from "../events.ts";
import { VERDICTS } from "../fraud/entities.ts";
import { moneySumsSchema } from "../money.ts";
import { ruleKindSchema, ruleParametersSchema } from "../rules/entities.ts";

/** A rule as a backtest evaluates it. `id` null: it is no stored rule. `version` null: a draft. */
export const testedRuleSchema = ruleParametersSchema.extend({
	id: z.string().nullable(),
	version: z.int().nullable(),
	kind: ruleKindSchema,
	name: z.string(),
});
export type TestedRule = z.infer<typeof testedRuleSchema>;

/** What rules flagged. An order that two rules flag counts twice, as it raises two alerts. */
const flaggedSchema = z.object({
	alerts: z.int(),
	...moneySumsSchema.shape,
	/** Of those orders, each counted once: how many have a verdict, and how many were confirmed as fraud. */
	resolved: z.int(),
	confirmed: z.int(),
});

/** What has become known of an order: the verdict on its alerts, or that none has one. */
export const KNOWN_AS = [...VERDICTS, "NOT_RESOLVED"] as const;

/** One alert that only one side raises. `rule`: the id of a stored rule, or the name of a draft that has none. `at`: when the order was created. */
export const changedAlertSchema = z.object({
	order_id: idSchema,
	rule: z.string(),
	amount: z.number(),
	currency: z.string(),
	country: z.string(),
	score: z.int(),
	at: z.string(),
	known_as: z.enum(KNOWN_AS),
});
export type ChangedAlert = z.infer<typeof changedAlertSchema>;

/** So many of the gained, and of the lost, are in the result; `GET /api/jobs/{id}/results` has all. */
export const MOST_LISTED = 500;

/**
 * What the rules in force now (`today`) and the given rules (`draft`) flag among the recorded orders. `gained`: only the draft flags them,
 * `lost`: only today's rules do; known frauds first, then by score. Sums as in `moneySumsSchema`.
 */
export const backtestResultSchema = z.object({
	orders: z.int(),
	today: flaggedSchema,
	draft: flaggedSchema,
	gained: z.array(changedAlertSchema),
	lost: z.array(changedAlertSchema),
	gained_total: z.object({ alerts: z.int(), ...moneySumsSchema.shape }),
	lost_total: z.object({ alerts: z.int(), ...moneySumsSchema.shape }),
	/** In BUSINESS_TIME_ZONE, oldest first. `missed`: confirmed frauds that today's rules flag and the draft does not. */
	by_day: z.array(z.object({ day: z.string(), today: z.int(), draft: z.int(), missed: z.int() })),
	/** Orders confirmed as fraud that the draft flags; and those that today's rules flag and the draft does not. */
	confirmed_kept: z.int(),
	confirmed_lost: z.int(),
	/** What the lost ones come to. */
	confirmed_lost_money: moneySumsSchema,
	/** When the first and the last order that was evaluated were created; `orders_without_field`: how many have the currency of no tested amount rule. */
	coverage: z.object({ from: z.string(), to: z.string(), orders_without_field: z.int() }),
	/** Of the orders that the draft flags: how many are in each status now. */
	fates: z.record(z.string(), z.int()),
	/** Alerts of the draft on orders without a verdict. */
	unknown: z.int(),
	/** Alerts that both raise. */
	overlap: z.int(),
});
export type BacktestResult = z.infer<typeof backtestResultSchema>;

/** A backtest: what was tested (`from` and `to` inclusive, on when lists have orders created), and once the job is DONE, the result. */
export const backtestSchema = z.object({
	job_id: z.string(),
	from: z.string(),
	to: z.string(),
	today: z.array(testedRuleSchema),
	draft: z.array(testedRuleSchema),
	result: backtestResultSchema.nullable(),
});
export type Backtest = z.infer<typeof backtestSchema>;
