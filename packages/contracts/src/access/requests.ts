/** Inputs and outputs of the access procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { only } from "../input.ts";
import { EXPORT_FORMATS, EXPORTS, unlockSchema } from "./entities.ts";

/** How long production stays unlocked at most, and where no time is given. */
export const LONGEST_UNLOCK_MINUTES = 15;

/** For the caller alone. */
export const unlockInputSchema = only({
	reason: z.string("must be a text of 1 to 500 characters").trim().min(1, "must state why").max(500, "must be at most 500 characters"),
	minutes: z
		.number(`must be minutes, at most ${LONGEST_UNLOCK_MINUTES}`)
		.min(0.01, "must be at least 0.01")
		.max(LONGEST_UNLOCK_MINUTES, `must be at most ${LONGEST_UNLOCK_MINUTES}`)
		.default(LONGEST_UNLOCK_MINUTES),
});

export const lockInputSchema = only({
	reason: z.string("must be a text").trim().max(500, "must be at most 500 characters").optional(),
});

export const signInInputSchema = only({});

/** What granted the caller's role, and when the session expires: by what the daemon knows, not by what the caller states. */
const grantedSchema = z.object({ granted_by: z.string().nullable(), expires_at: z.string().nullable() });

const MOST_FILTERS = 40;
const LONGEST_FILTER = 512;
const filterValueSchema = z.union(
	[z.string().max(LONGEST_FILTER), z.number(), z.boolean(), z.array(z.string().max(LONGEST_FILTER)).max(300)],
	`must be a text of at most ${LONGEST_FILTER} characters, a number, true, false, or a list of texts`,
);

export const exportInputSchema = only({
	what: z.enum(EXPORTS, `must be one of ${EXPORTS.join(", ")}`),
	format: z.enum(EXPORT_FORMATS, `must be one of ${EXPORT_FORMATS.join(", ")}`),
	/** By which the rows were chosen. */
	filter: z
		.record(z.string().max(100, "must have names of at most 100 characters"), filterValueSchema)
		.refine((filter) => Object.keys(filter).length <= MOST_FILTERS, `must have at most ${MOST_FILTERS} fields`),
	rows: z.int("must be a whole number").min(0, "must be at least 0").max(1_000_000_000, "must be at most 1000000000"),
});

export const lockStateSchema = z.object({ unlock: unlockSchema.nullable() });
export const recordedSchema = z.object({ recorded_at: z.string() });

const WHILE_LOCKED = { whileLocked: true } as const;

export const accessCommands = {
	unlockProduction: command(unlockInputSchema, lockStateSchema, { action: "production.unlock", target: "production" }, WHILE_LOCKED),
	lockProduction: command(lockInputSchema, lockStateSchema, { action: "production.lock", target: "production" }, WHILE_LOCKED),
	recordSignIn: command(grantedSchema, recordedSchema, { action: "session.start", target: "session" }, WHILE_LOCKED),
	recordExport: command(exportInputSchema, recordedSchema, { action: "data.export", target: "export:{what}" }, WHILE_LOCKED),
};
