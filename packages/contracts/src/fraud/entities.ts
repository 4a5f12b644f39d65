/** Fraud alerts: an order that a rule flagged, why, who works on it, and what they decided. */
import { z } from "zod";
import { amountSchema, idSchema } from "../events.ts";
import { alertFactSchema } from "./facts.ts";

/** OPEN: nobody works on it. CLAIMED: one operator does, until the claim expires. RESOLVED: decided. */
export const ALERT_STATES = ["OPEN", "CLAIMED", "RESOLVED"] as const;
export const alertStateSchema = z.enum(ALERT_STATES);
export type AlertState = z.infer<typeof alertStateSchema>;

/** VALUABLE: no fraud, and worth having been looked at. FALSE_POSITIVE: should not have been flagged. */
export const VERDICTS = ["CONFIRMED_FRAUD", "VALUABLE", "FALSE_POSITIVE"] as const;
export const verdictSchema = z.enum(VERDICTS);
export type Verdict = z.infer<typeof verdictSchema>;

/** Who works on an alert. Work on it moves `expires_at`. */
export const alertClaimSchema = z.object({ by: z.string(), at: z.string(), expires_at: z.string() });
export type AlertClaim = z.infer<typeof alertClaimSchema>;

/** What a confirmed fraud did to its order: it was cancelled, or it was too late for that. */
export const ORDER_OUTCOMES = ["cancelled", "already SHIPPED", "already DELIVERED", "already CANCELLED", "not found"] as const;
const orderOutcomeSchema = z.object({
	/** Null where the verdict is no confirmed fraud: the order stays as it is. */
	order: z.enum(ORDER_OUTCOMES).nullable(),
	/** Of the refusal where it was too late. */
	order_code: z.string().nullable(),
});

export const alertResolutionSchema = z.object({
	verdict: verdictSchema,
	by: z.string(),
	at: z.string(),
	note: z.string().nullable(),
	...orderOutcomeSchema.shape,
});
export type AlertResolution = z.infer<typeof alertResolutionSchema>;

/** An alert in a list. */
export const fraudAlertSchema = z.object({
	alert_id: z.string(),
	order_id: idSchema,
	/** The rule's id; for an alert of another program its reason. */
	rule: z.string(),
	/** The version of the rule that raised it; null where it is not known. */
	rule_version: z.int().nullable(),
	reason: z.string(),
	score: z.number(),
	amount: amountSchema,
	currency: z.string(),
	country: z.string(),
	raised_at: z.string(),
	/** Empty where they are not known. */
	facts: z.array(alertFactSchema),
	state: alertStateSchema,
	/** False once the order is dispatched, delivered or cancelled. It may be behind by the lag of analytics-group. */
	stoppable: z.boolean(),
	/** Not null while the state is CLAIMED. */
	claim: alertClaimSchema.nullable(),
	/** Not null while the state is RESOLVED. */
	resolution: alertResolutionSchema.nullable(),
	notes: z.int(),
	/** Increases with every change by an operator. */
	version: z.int(),
	/** The last change by an operator; null before the first. */
	changed_at: z.string().nullable(),
});
export type FraudAlert = z.infer<typeof fraudAlertSchema>;

export const alertNoteSchema = z.object({ at: z.string(), by: z.string(), text: z.string() });
export type AlertNote = z.infer<typeof alertNoteSchema>;

export const ALERT_CHANGES = ["raised", "claimed", "released", "expired", "taken over", "noted", "resolved", "reopened"] as const;
/** One entry of an alert's history. `why`: the reason or the verdict. */
export const alertChangeSchema = z.object({ at: z.string(), by: z.string(), change: z.enum(ALERT_CHANGES), why: z.string().nullable() });
export type AlertChange = z.infer<typeof alertChangeSchema>;

/** An alert with all that operators did about it, oldest first. */
export const alertRecordSchema = fraudAlertSchema.extend({ note_list: z.array(alertNoteSchema), history: z.array(alertChangeSchema) });
export type AlertRecord = z.infer<typeof alertRecordSchema>;
