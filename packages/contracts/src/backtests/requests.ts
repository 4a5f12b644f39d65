/** Inputs and outputs of the backtest procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { isoDateTimeSchema } from "../events.ts";
import { only, pathIdSchema } from "../input.ts";
import { jobSchema } from "../jobs/entities.ts";
import { reasonSchema } from "../jobs/requests.ts";
import { ruleKindSchema } from "../rules/entities.ts";
import { parametersShape } from "../rules/requests.ts";

/** The kind of the job. */
export const BACKTEST = "backtest";
export const LONGEST_BACKTEST_DAYS = 400;

/** A rule that is not stored like this. `id`: the stored rule that it would change; what is not given is as that rule has it. */
const draftSchema = only({
	id: pathIdSchema.optional(),
	kind: ruleKindSchema.optional(),
	enabled: z.boolean("must be true or false").optional(),
	...parametersShape,
}).refine(({ id, kind }) => id !== undefined || kind !== undefined, "must have the id of a stored rule, or a kind");

/**
 * Either `days`, up to now, or `from` and `to`. A rule is given by the id of a stored one, or as a draft. Each is evaluated as if it were
 * enabled, and compared with the rules in force under the same ids.
 */
export const startBacktestSchema = only({
	days: z
		.int(`must be a whole number of days from 1 to ${LONGEST_BACKTEST_DAYS}`)
		.min(1, "must be at least 1")
		.max(LONGEST_BACKTEST_DAYS, `must be at most ${LONGEST_BACKTEST_DAYS}`)
		.optional(),
	from: isoDateTimeSchema.optional(),
	to: isoDateTimeSchema.optional(),
	rules: z
		.array(z.union([pathIdSchema, draftSchema]), "must be a list of rules")
		.min(1, "must name at least one rule")
		.max(20, "must name at most 20 rules"),
	reason: reasonSchema.optional(),
}).superRefine(({ days, from, to }, context) => {
	if (days !== undefined && (from ?? to) !== undefined)
		context.addIssue({ code: "custom", path: ["days"], message: "must not be given together with from and to" });
	if (days === undefined && (from === undefined || to === undefined))
		context.addIssue({ code: "custom", path: ["days"], message: "must be given, or else from and to" });
});

export const backtestIdSchema = only({ id: pathIdSchema });

export const backtestCommands = {
	/** A job that writes nothing but its result. */
	startBacktest: command(startBacktestSchema, jobSchema, { action: "rules.backtest", target: "rules" }),
};
