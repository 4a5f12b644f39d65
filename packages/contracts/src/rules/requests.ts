/** Inputs and outputs of the rule procedures. */
import { z } from "zod";
import { countryCode, currencyCode } from "../codes.ts";
import { command } from "../command.ts";
import { idSchema, isoDateTimeSchema } from "../events.ts";
import { only, pathIdSchema } from "../input.ts";
import { reasonSchema } from "../jobs/requests.ts";
import {
	listedRuleSchema,
	ruleKindSchema,
	ruleSchema,
	ruleStateSchema,
	ruleVersionSchema,
	shadowDaySchema,
	suppressionSchema,
} from "./entities.ts";

/** No rule is given more: its window of orders per customer is kept in one document. */
export const MOST_ORDERS_IN_WINDOW = 500;
export const LONGEST_WINDOW_MS = 86_400_000;

const limitSchema = z
	.number("must be an amount, or a number of orders")
	.positive("must be more than 0")
	.max(1e9, "must be at most 1000000000");
const safeCountriesSchema = z
	.array(
		z
			.string()
			.overwrite(countryCode)
			.regex(/^[A-Z]{2}$/, "must be two-letter country codes such as DE"),
		"must be a list of country codes",
	)
	.max(250, "must name at most 250 countries");
const windowSchema = z
	.int("must be a whole number of ms")
	.min(1_000, "must be at least 1000")
	.max(LONGEST_WINDOW_MS, `must be at most ${LONGEST_WINDOW_MS}`);
const currencySchema = z
	.string()
	.overwrite(currencyCode)
	.regex(/^[A-Z]{3}$/, "must be a currency code such as USD");
const nameSchema = z.string().trim().min(1, "must be at least 1 character").max(64, "must be at most 64 characters");

/** The parameters of a rule; which of them a kind has, and needs, is checked with it. */
export const parametersShape = {
	limit: limitSchema.optional(),
	currency: currencySchema.optional(),
	safe_countries: safeCountriesSchema.optional(),
	window_ms: windowSchema.optional(),
};

interface Parameters {
	readonly limit?: number | undefined;
	readonly currency?: string | undefined;
	readonly safe_countries?: readonly string[] | undefined;
	readonly window_ms?: number | undefined;
}

const FIELDS_OF: Readonly<Record<z.infer<typeof ruleKindSchema>, readonly (keyof Parameters)[]>> = {
	"amount-by-country": ["limit", "currency", "safe_countries"],
	velocity: ["limit", "window_ms"],
	"amount-limit": ["limit", "currency"],
};

/** What is wrong with these parameters for a rule of this kind; `needed`: all that it has must be given, but for the currency. */
export function parameterIssues(
	kind: z.infer<typeof ruleKindSchema>,
	given: Parameters,
	needed: boolean,
): { path: string[]; message: string }[] {
	const fields = FIELDS_OF[kind];
	const issues: { path: string[]; message: string }[] = [];
	for (const name of ["limit", "currency", "safe_countries", "window_ms"] as const) {
		if (given[name] !== undefined && !fields.includes(name)) issues.push({ path: [name], message: `is not a parameter of ${kind}` });
		if (needed && name !== "currency" && given[name] === undefined && fields.includes(name))
			issues.push({ path: [name], message: `must be given for ${kind}` });
	}
	const { limit } = given;
	if (kind === "velocity" && limit !== undefined && (!Number.isInteger(limit) || limit > MOST_ORDERS_IN_WINDOW))
		issues.push({ path: ["limit"], message: `must be a whole number of orders from 1 to ${MOST_ORDERS_IN_WINDOW}` });
	return issues;
}

const statesShape = {
	state: ruleStateSchema.optional(),
	enabled: z.boolean("must be true or false").optional(),
	/** Null ends a snooze. */
	snoozed_until: isoDateTimeSchema.nullish(),
};

/** `reason`: of the alerts that it raises. `comment`: why it is added. A rule is added LIVE and enabled unless stated otherwise. */
export const createRuleSchema = only({
	kind: ruleKindSchema,
	reason: z
		.string("must be the reason of its alerts, such as CARD_TESTING")
		.trim()
		.regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/, "must be 1 to 64 letters, digits, underscores or hyphens, such as CARD_TESTING"),
	name: nameSchema.optional(),
	comment: reasonSchema.optional(),
	...parametersShape,
	...statesShape,
}).superRefine(({ kind, ...given }, context) => {
	for (const issue of parameterIssues(kind, given, true)) context.addIssue({ code: "custom", ...issue });
});

/**
 * `version`: the newest that the caller has seen. Fields that are not given stay as they are. `reason`: why it is changed. Without `state` the
 * live version is changed, which ends a version in shadow; with SHADOW the changes are saved beside it, enabled unless stated otherwise; with
 * LIVE a version in shadow becomes live, with the changes.
 */
export const updateRuleSchema = only({
	id: pathIdSchema,
	version: z.int("must be the version that you have seen").positive("must be the version that you have seen"),
	name: nameSchema.optional(),
	reason: reasonSchema.optional(),
	...parametersShape,
	...statesShape,
});

/** The parameters of version `to` become those of a new version. */
export const restoreRuleSchema = only({
	id: pathIdSchema,
	version: z.int("must be the version that you have seen").positive("must be the version that you have seen"),
	to: z.int("must be an earlier version").positive("must be an earlier version"),
	reason: reasonSchema,
});

/** `in_force_ms`: how long after a change it is in force in every member of fraud-group. */
export const rulesSchema = z.object({ rules: z.array(listedRuleSchema), in_force_ms: z.int() });

export const ruleIdSchema = only({ id: pathIdSchema });
/** Newest first. */
export const ruleVersionsSchema = z.object({ versions: z.array(ruleVersionSchema) });

export const explainRuleSchema = only({ id: pathIdSchema, order_id: idSchema });

/** Oldest first; empty without a version in shadow. */
export const shadowComparisonSchema = z.object({ days: z.array(shadowDaySchema) });

export const LONGEST_SUPPRESSION_DAYS = 180;
export const suppressRuleSchema = only({
	id: pathIdSchema,
	customer_id: idSchema,
	comment: reasonSchema,
	until: isoDateTimeSchema,
});
export const liftSuppressionSchema = only({ id: pathIdSchema, customer_id: idSchema, reason: reasonSchema.optional() });
/** Those that have not expired, newest first. */
export const suppressionsSchema = z.object({ suppressions: z.array(suppressionSchema) });

export const ruleCommands = {
	createRule: command(createRuleSchema, ruleSchema, { action: "rule.create", target: "rules", reasonIn: "comment" }),
	/** Refuses with CHANGED_MEANWHILE. */
	updateRule: command(updateRuleSchema, ruleSchema, { action: "rule.update", target: "rule:{id}" }),
	restoreRule: command(restoreRuleSchema, ruleSchema, { action: "rule.restore", target: "rule:{id}" }),
	suppressRule: command(suppressRuleSchema, suppressionSchema, { action: "rule.suppress", target: "rule:{id}", reasonIn: "comment" }),
	liftSuppression: command(liftSuppressionSchema, suppressionSchema, { action: "rule.lift-suppression", target: "rule:{id}" }),
};
