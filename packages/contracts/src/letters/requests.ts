/** Inputs and outputs of the dead letter procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { cursorSchema, limitSchema, only } from "../input.ts";
import { jobSchema } from "../jobs/entities.ts";
import { jobRateSchema } from "../jobs/requests.ts";
import { deadLetterSchema, letterArrivalsSchema, letterReasonSchema, letterRefusalSchema, letterStateSchema } from "./entities.ts";

/** So many letters one request may act on. */
export const LETTERS_A_REQUEST = 1_000;

const nameSchema = z.string().min(1, "must be at least 1 character").max(300, "must be at most 300 characters");

export const listLettersSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	group: nameSchema.optional(),
	reason: nameSchema.optional(),
	/** Of the record that failed. */
	topic: nameSchema.optional(),
	state: letterStateSchema.optional(),
});

export const letterPageSchema = z.object({ letters: z.array(deadLetterSchema), nextCursor: z.string().nullable() });

export const letterSummaryInputSchema = only({ state: letterStateSchema.default("WAITING") });

/** `states`: how many letters are in each state. `oldest_waiting`: when the oldest letter failed that waits; null where none does. */
export const letterSummarySchema = z.object({
	groups: z.array(letterReasonSchema),
	states: z.record(letterStateSchema, z.int()),
	oldest_waiting: z.string().nullable(),
});

/** So many hours are counted, the present one included. */
export const ARRIVAL_HOURS = 168;

/** `from`: the beginning of the first hour that is counted. */
export const arrivalsSchema = z.object({ from: z.string(), reasons: z.array(letterArrivalsSchema) });

export const letterIdSchema = only({ id: z.string().min(1).max(300) });

const idsSchema = z
	.array(z.string().min(1).max(300), "must be a list of letter ids")
	.min(1, "must name at least one")
	.max(LETTERS_A_REQUEST, `must name at most ${LETTERS_A_REQUEST}`);

const noteSchema = z
	.string("must be a text of 1 to 1000 characters")
	.trim()
	.min(1, "must state why")
	.max(1000, "must be at most 1000 characters");

/** Which letters: those that are named, or those of a group, or of one reason of it, that wait. */
export const chosenLetters = { ids: idsSchema.optional(), group: nameSchema.optional(), reason: nameSchema.optional() };

/** Refuses both of ids and group, or neither. */
export function checkChosen(
	input: { readonly ids?: unknown; readonly group?: unknown; readonly reason?: unknown },
	context: z.RefinementCtx,
) {
	if ((input.ids === undefined) === (input.group === undefined)) {
		context.addIssue({ code: "custom", path: ["ids"], message: "must be given, or else group: exactly one of the two" });
	}
	if (input.ids !== undefined && input.reason !== undefined) {
		context.addIssue({ code: "custom", path: ["reason"], message: "must go with group, not with ids" });
	}
}

export const discardLettersSchema = only({ ...chosenLetters, note: noteSchema }).superRefine(checkChosen);

export const restoreLettersSchema = only({ ids: idsSchema, note: noteSchema.optional() });

/** `remaining`: letters that the request chose beyond the most that one request may act on. */
export const changedLettersSchema = z.object({
	changed: z.array(z.string()),
	refused: z.array(letterRefusalSchema),
	remaining: z.int(),
});

/** So many letters one redrive may have. */
export const LETTERS_A_REDRIVE = 50_000;

const redriveShape = {
	...chosenLetters,
	/** Only the oldest so many. */
	limit: z
		.int(`must be a whole number from 1 to ${LETTERS_A_REDRIVE}`)
		.min(1, "must be at least 1")
		.max(LETTERS_A_REDRIVE, `must be at most ${LETTERS_A_REDRIVE}`)
		.optional(),
	rate: jobRateSchema,
	/** The redrive stops when more than this share of what its group has handled failed again; the first few letters are awaited. */
	stop_at_failure_share: z.number("must be a share from 0 to 1").min(0, "must be at least 0").max(1, "must be at most 1").optional(),
	note: noteSchema.optional(),
};

/** Oldest first. With `dryRun` nothing changes, and the response is a preview. */
export const redriveLettersSchema = only({ ...redriveShape, dryRun: z.boolean("must be true or false").default(false) }).superRefine(
	checkChosen,
);

export const letterCommands = {
	redriveLetters: command(only(redriveShape).superRefine(checkChosen), jobSchema, {
		action: "letters.redrive",
		target: "letters",
		reasonIn: "note",
	}),
	discardLetters: command(discardLettersSchema, changedLettersSchema, { action: "letters.discard", target: "letters", reasonIn: "note" }),
	restoreLetters: command(restoreLettersSchema, changedLettersSchema, { action: "letters.restore", target: "letters", reasonIn: "note" }),
};
