/** Inputs and outputs of the fraud procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { idSchema } from "../events.ts";
import { cursorSchema, limitSchema, listOf, only } from "../input.ts";
import { jobSchema } from "../jobs/entities.ts";
import { jobRateSchema, reasonSchema } from "../jobs/requests.ts";
import { moneySumsSchema } from "../money.ts";
import { orderStatusSchema } from "../orders/entities.ts";
import { alertRecordSchema, alertResolutionSchema, alertStateSchema, fraudAlertSchema, VERDICTS, verdictSchema } from "./entities.ts";

/**
 * "worst": those whose order can still be stopped first, then by score, then amount, then age, the older first. Without `state`: all that are
 * not resolved.
 */
export const ALERT_ORDERS = ["worst", "newest", "oldest"] as const;

export const listAlertsSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	state: listOf(alertStateSchema),
	/** The id of a rule. */
	rule: z.string().min(1).max(128).optional(),
	/** The name of an operator. */
	claimedBy: z.string().min(1).max(256).optional(),
	/** Only those whose order can still be stopped; with false those whose order can no longer be. */
	stoppable: z.boolean("must be true or false").optional(),
	order: z.enum(ALERT_ORDERS).default("worst"),
});

/** An alert with where its order stands. */
const listedAlertSchema = fraudAlertSchema.extend({
	/** Null while analytics-group has not seen the order. */
	order_status: orderStatusSchema.nullable(),
	/** When the order is to be dispatched: then it can no longer be stopped. Null where that is not scheduled, or is over. */
	dispatch_due_at: z.string().nullable(),
});
export type ListedAlert = z.infer<typeof listedAlertSchema>;

/** `open` and the sums beside it (as in `moneySumsSchema`) are of all alerts that are not resolved, not only this page. */
export const alertPageSchema = z.object({
	alerts: z.array(listedAlertSchema),
	nextCursor: z.string().nullable(),
	open: z.int(),
	open_amount: z.number(),
	open_currency: z.string(),
	open_by_currency: z.record(z.string(), z.number()),
});

const alertSumSchema = z.object({ alerts: z.int(), ...moneySumsSchema.shape });

/** How many alerts are in each of the queue's lists, and what became of those raised in the last seven days. */
export const alertCountsSchema = z.object({
	stoppable: alertSumSchema,
	unclaimed: alertSumSchema,
	/** Claimed by the caller. */
	mine: alertSumSchema,
	/** Not resolved: open and claimed. */
	open: alertSumSchema,
	resolved: alertSumSchema,
	/** Of the alerts of the last seven days that are resolved. */
	resolved_7d: z.int(),
	confirmed_7d: z.int(),
	/** Confirmed divided by resolved, of the last seven days; null below ten resolved. */
	precision: z.number().nullable(),
});

/** Longer than the id of its order, with which it begins. */
const alertIdTextSchema = z
	.string()
	.min(1, "must be at least 1 character")
	.max(512, "must be at most 512 characters")
	.refine((id) => id.isWellFormed(), "must be well-formed Unicode");

export const alertIdSchema = only({ id: alertIdTextSchema });

/** What confirming the fraud would do to the order now. */
export const confirmEffectSchema = z.object({
	would: z.enum(["cancel", "nothing"]),
	/** Why nothing would happen to the order. */
	code: z.string().nullable(),
	message: z.string().nullable(),
	/** Of the charge: made, in flight, or none. */
	money: z.enum(["not-charged", "pending", "charged"]),
	/** Units that would be released. */
	units: z.int(),
});

/** What became of another order of the customer. */
const customerOrderSchema = z.object({
	order_id: idSchema,
	created_at: z.string(),
	status: orderStatusSchema,
	amount: z.number(),
	currency: z.string(),
	/** "none": no rule flagged it. "open": it waits for a verdict. */
	alert: z.enum(["this", "none", "open", ...VERDICTS]),
});

/** The alert with its notes and history, and what helps to decide. */
export const alertDetailsSchema = alertRecordSchema.extend({
	...listedAlertSchema.pick({ order_status: true, dispatch_due_at: true }).shape,
	effect: confirmEffectSchema,
	/** Null while analytics-group has not seen the order. */
	customer: z
		.object({
			customer_id: idSchema,
			/** The newest five, this one among them where it is one of them. */
			orders: z.array(customerOrderSchema),
			total: z.object({ orders: z.int(), at_least: z.boolean() }),
			/** Orders of these five that were confirmed as fraud. */
			confirmed: z.int(),
		})
		.nullable(),
	/** Verdicts on alerts of the same rule and country, of the last 90 days. */
	similar: z.record(verdictSchema, z.int()),
});
export type AlertDetails = z.infer<typeof alertDetailsSchema>;

/** An alert is claimed for so long; work on it begins that time again. */
export const CLAIM_MINUTES = 60;

/** That of the alert that the caller has seen. Where somebody has changed it since, nothing happens. */
const versionSchema = z.int("must be a version of the alert").nonnegative("must be a version of the alert").optional();
const noteTextSchema = z.string("must be a text").trim().min(1, "must not be empty").max(2_000, "must be at most 2000 characters");

export const claimAlertSchema = only({ id: alertIdTextSchema, version: versionSchema });
export const releaseAlertSchema = only({ id: alertIdTextSchema, version: versionSchema });
export const takeOverAlertSchema = only({ id: alertIdTextSchema, reason: reasonSchema, version: versionSchema });
export const noteAlertSchema = only({ id: alertIdTextSchema, text: noteTextSchema, version: versionSchema });
export const resolveAlertSchema = only({
	id: alertIdTextSchema,
	verdict: verdictSchema,
	note: noteTextSchema.optional(),
	version: versionSchema,
});
export const reopenAlertSchema = only({ id: alertIdTextSchema, reason: reasonSchema, version: versionSchema });
/** The worst alert that nobody has claimed; of this rule, where one is given. */
export const claimNextAlertSchema = only({ rule: z.string().min(1).max(128).optional() });

/** So many alerts can be resolved by one job. */
const MOST_RESOLVED = 1_000;
export const resolveAlertsSchema = only({
	ids: z
		.array(alertIdTextSchema, "must be a list of alert ids")
		.min(1, "must name at least one alert")
		.max(MOST_RESOLVED, `must name at most ${MOST_RESOLVED} alerts`),
	verdict: verdictSchema,
	note: noteTextSchema.optional(),
	rate: jobRateSchema,
});

/** The alert, and what happened to its order. */
export const resolvedAlertSchema = alertRecordSchema.extend({
	...alertResolutionSchema.pick({ order: true, order_code: true }).shape,
	/** In words, for the operator. */
	order_message: z.string().nullable(),
	/** Other alerts of the order that were resolved with it. */
	also_resolved: z.array(z.string()),
});

export const alertCommands = {
	/** Refuses with CLAIMED_BY_OTHER, ALERT_RESOLVED. Claimed again by the same operator it is extended. */
	claimAlert: command(claimAlertSchema, alertRecordSchema, { action: "alert.claim", target: "alert:{id}" }),
	/** Refuses with ALERT_NOT_CLAIMED, CLAIMED_BY_OTHER. */
	releaseAlert: command(releaseAlertSchema, alertRecordSchema, { action: "alert.release", target: "alert:{id}" }),
	/** The claim of another operator. */
	takeOverAlert: command(takeOverAlertSchema, alertRecordSchema, { action: "alert.take-over", target: "alert:{id}" }),
	noteAlert: command(noteAlertSchema, alertRecordSchema, { action: "alert.note", target: "alert:{id}", reasonIn: "text" }),
	/** A confirmed fraud cancels the order in the same step, if it is not too late, and resolves all open alerts of the order. */
	resolveAlert: command(resolveAlertSchema, resolvedAlertSchema, { action: "alert.resolve", target: "alert:{id}", reasonIn: "note" }),
	/** A job that executes `resolveAlert` for each. */
	resolveAlerts: command(resolveAlertsSchema, jobSchema, { action: "alerts.resolve", target: "alerts", reasonIn: "note" }),
	/** Refuses with ALERT_NOT_RESOLVED. The order stays as it is. */
	reopenAlert: command(reopenAlertSchema, alertRecordSchema, { action: "alert.reopen", target: "alert:{id}" }),
	/** Refuses with NOT_FOUND where there is none. */
	claimNextAlert: command(claimNextAlertSchema, alertRecordSchema, { action: "alert.claim-next", target: "alerts" }),
	/** By the daemon: the claim until `expires_at` is over. Changes nothing where it was extended or released meanwhile. */
	endClaim: command(z.object({ id: alertIdTextSchema, expires_at: z.string() }), z.object({ id: z.string(), ended: z.boolean() }), {
		action: "alert.claim-end",
		target: "alert:{id}",
	}),
};
