/** Fraud rules as data: each has versions, and a version is never changed. */
import { z } from "zod";
import { idSchema } from "../events.ts";
import { alertFactSchema } from "../fraud/facts.ts";

export const RULE_KINDS = ["amount-by-country", "velocity", "amount-limit"] as const;
export const ruleKindSchema = z.enum(RULE_KINDS);
export type RuleKind = z.infer<typeof ruleKindSchema>;

/** LIVE: raises alerts. SHADOW: evaluates live orders beside the live version, raises no alerts, and is compared with it by day. */
export const RULE_STATES = ["LIVE", "SHADOW"] as const;
export const ruleStateSchema = z.enum(RULE_STATES);

/** What a rule compares orders with. Fields that its kind does not have are null. */
export const ruleParametersSchema = z.object({
	/** An amount in units of `currency`; for velocity a number of orders. What is above it is flagged. */
	limit: z.number(),
	/** Of amounts: a rule evaluates orders in its currency only. */
	currency: z.string().nullable(),
	/** Orders from these countries are not flagged. */
	safe_countries: z.array(z.string()).nullable(),
	/** Of velocity: how far back orders of the customer count, ms. */
	window_ms: z.int().nullable(),
});
export type RuleParameters = z.infer<typeof ruleParametersSchema>;

export const ruleVersionSchema = ruleParametersSchema.extend({
	version: z.int(),
	state: ruleStateSchema,
	enabled: z.boolean(),
	/** It flags no order that the log accepted before this time. Null where it is not snoozed. */
	snoozed_until: z.string().nullable(),
	/** In force for orders that the log accepted from this time on, until the next version of its state is. */
	since: z.string(),
	changed_at: z.string(),
	changed_by: z.string(),
	/** Why it was changed; null where nobody stated it. */
	change: z.string().nullable(),
});
export type RuleVersion = z.infer<typeof ruleVersionSchema>;

/** The rule with its live version; one that has none yet has its shadow version's fields. */
export const ruleSchema = ruleVersionSchema.extend({
	id: z.string(),
	kind: ruleKindSchema,
	name: z.string(),
	/** The reason of the alerts that it raises. */
	reason: z.string(),
	/** The version in shadow beside the live one; null where there is none. */
	shadow: ruleVersionSchema.nullable(),
});
export type Rule = z.infer<typeof ruleSchema>;

/** What the rule's alerts came to. Days are in BUSINESS_TIME_ZONE. */
export const ruleFiguresSchema = z.object({
	/** Not resolved, whenever they were raised. */
	open_alerts: z.int(),
	/** Raised in the last seven days. */
	alerts_7d: z.int(),
	/** Of `alerts_7d`, by verdict. */
	confirmed_7d: z.int(),
	valuable_7d: z.int(),
	false_positive_7d: z.int(),
	/** Confirmed divided by resolved, of `alerts_7d`; null below ten resolved. */
	precision: z.number().nullable(),
	/** What `alerts_7d` come to, in `money_currency`: the only currency there is, or BASE_CURRENCY. */
	money_7d: z.number(),
	money_currency: z.string(),
	money_by_currency: z.record(z.string(), z.number()),
	/** The last 30 days, oldest first. */
	by_day: z.array(z.object({ day: z.string(), alerts: z.int() })),
});

export const listedRuleSchema = z.object({ ...ruleSchema.shape, ...ruleFiguresSchema.shape });
export type ListedRule = z.infer<typeof listedRuleSchema>;

/** A customer whose orders a rule does not flag. */
export const suppressionSchema = z.object({
	rule: z.string(),
	customer_id: z.string(),
	comment: z.string(),
	by: z.string(),
	at: z.string(),
	until: z.string(),
});
export type Suppression = z.infer<typeof suppressionSchema>;

/** One condition of a rule, held against an order. An order is flagged when all hold. */
export const ruleClauseSchema = z.object({ clause: z.string(), holds: z.boolean(), fact: alertFactSchema.nullable() });

/** Why a rule flags an order, or not, clause by clause. */
export const ruleExplanationSchema = z.object({
	rule: z.string(),
	version: z.int(),
	order_id: idSchema,
	/** Whether this version of the rule flags the order. */
	flags: z.boolean(),
	clauses: z.array(ruleClauseSchema),
	/** The alert of this rule on the order; null where there is none. */
	alert_id: z.string().nullable(),
});

/** Orders of one day that the live version, the shadow version, or both flagged. */
export const shadowDaySchema = z.object({ day: z.string(), both: z.int(), live_only: z.int(), shadow_only: z.int() });
