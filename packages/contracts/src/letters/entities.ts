/** Dead letters: records that a group could not handle, and what became of them. */
import { z } from "zod";
import { moneySumsSchema } from "../money.ts";
import { LETTER_STATES } from "./states.ts";

export const letterStateSchema = z.enum(LETTER_STATES);
export type LetterState = z.infer<typeof letterStateSchema>;

/** The reason of a letter whose writer states none. */
export const UNKNOWN_REASON = "UNKNOWN";

const positionSchema = z.object({ topic: z.string(), partition: z.int(), offset: z.int() });

/** One change of its state. `by`: the operator, or the group. */
export const letterChangeSchema = z.object({ at: z.string(), state: letterStateSchema, by: z.string(), note: z.string().nullable() });
export type LetterChange = z.infer<typeof letterChangeSchema>;

export const deadLetterSchema = z.object({
	/** `<group>:<partition>:<offset>` of the letter. */
	letter_id: z.string(),
	group: z.string(),
	/** Where the letter lies. */
	position: positionSchema,
	/** Where the record lay that failed; null where the letter's writer does not state it. */
	origin: positionSchema.nullable(),
	key: z.string().nullable(),
	/** What its value states, where that can be read. */
	order_id: z.string().nullable(),
	amount: z.number().nullable(),
	currency: z.string().nullable(),
	size_bytes: z.int(),
	/** The size in bytes of the whole value, where the letter has its beginning only. */
	cut: z.int().nullable(),
	/** An error code and a location, such as `WRONG_SHAPE items[].price`: the same for all letters of one cause. */
	reason: z.string(),
	error: z.string(),
	attempts: z.int(),
	/** When it failed, ISO 8601. */
	at: z.string(),
	state: letterStateSchema,
	/** How often its record has been redriven. */
	redrive_count: z.int(),
	/** The letter whose redrive failed with this one. */
	redrive_of: z.string().nullable(),
	/** Counts the changes of the letter. */
	version: z.int(),
	/** The newest changes, oldest first. */
	history: z.array(letterChangeSchema),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

/** With the letter's content. `expired`: the log no longer has it, so that it has no headers and no value here. */
export const deadLetterDetailsSchema = deadLetterSchema.extend({
	headers: z.record(z.string(), z.string()),
	/** When its attempts failed, ISO 8601, oldest first; empty where not stated by its writer. */
	attempt_times: z.array(z.string()),
	/** The innermost frames of the error's stack, a line each; null where its writer states none. */
	stack: z.string().nullable(),
	value_text: z.string().nullable(),
	value_base64: z.string().nullable(),
	value_cut: z.boolean(),
	expired: z.boolean(),
});
export type DeadLetterDetails = z.infer<typeof deadLetterDetailsSchema>;

/** The letters of one group and reason in one state; the money is that of those that state an amount. */
export const letterReasonSchema = moneySumsSchema.extend({
	group: z.string(),
	reason: z.string(),
	count: z.int(),
	oldest: z.string(),
	newest: z.string(),
});
export type LetterReason = z.infer<typeof letterReasonSchema>;

/** When the letters of one group and reason failed: how many in each hour that has any, oldest first. `at`: the beginning of the hour. */
export const letterArrivalsSchema = z.object({
	group: z.string(),
	reason: z.string(),
	hours: z.array(z.object({ at: z.string(), count: z.int() })),
});
export type LetterArrivals = z.infer<typeof letterArrivalsSchema>;

/** A letter on which the action was not done. */
export const letterRefusalSchema = z.object({ letter_id: z.string(), code: z.string(), message: z.string() });
export type LetterRefusal = z.infer<typeof letterRefusalSchema>;

/** What a redrive of one letter would do now. `no_effect`: its group has applied the event before. */
export const redriveForecastSchema = z.object({
	letter_id: z.string(),
	outcome: z.enum(["succeeds", "no_effect", "fails", "refused"]),
	/** The reason of the failure, or the code of the refusal. */
	code: z.string().nullable(),
	why: z.string().nullable(),
});
export type RedriveForecast = z.infer<typeof redriveForecastSchema>;

/** What a redrive would do, evaluated with the current code against what is stored now, on the first `evaluated` of `letters`. */
export const redrivePreviewSchema = z.object({
	/** When it was determined. */
	at: z.string(),
	group: z.string(),
	letters: z.int(),
	evaluated: z.int(),
	would_succeed: moneySumsSchema.extend({ letters: z.int() }),
	would_fail: z.int(),
	would_refuse: z.array(z.object({ code: z.string(), letters: z.int(), example_ids: z.array(z.string()) })),
	/** Oldest first, as they would be redriven. */
	forecasts: z.array(redriveForecastSchema),
});
export type RedrivePreview = z.infer<typeof redrivePreviewSchema>;
