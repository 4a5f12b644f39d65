/** Inputs and outputs of the job procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { cursorSchema, limitSchema, listOf, only, pathIdSchema } from "../input.ts";
import { jobResultSchema, jobSchema, jobStateSchema } from "./entities.ts";

export const listJobsSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	state: listOf(jobStateSchema),
	kind: z.string().min(1).max(64).optional(),
});

export const jobPageSchema = z.object({ jobs: z.array(jobSchema), nextCursor: z.string().nullable() });

export const jobIdSchema = only({ id: pathIdSchema });

export const listJobResultsSchema = only({ id: pathIdSchema, limit: limitSchema, cursor: cursorSchema });

/** One line for each record, in the order of execution. */
export const jobResultPageSchema = z.object({ results: z.array(jobResultSchema), nextCursor: z.string().nullable() });

export const RATE_DEFAULT = 50;

/** How many records per second a job executes at most. */
export const jobRateSchema = z
	.number("must be a number of records per second from 0.1 to 1000")
	.min(0.1, "must be at least 0.1")
	.max(1000, "must be at most 1000")
	.default(RATE_DEFAULT);

export const reasonSchema = z.string("must state why").trim().min(1, "must state why").max(1000, "must be at most 1000 characters");

export const cancelJobSchema = only({ id: pathIdSchema, reason: reasonSchema.optional() });

export const jobCommands = {
	/** What has been executed stays. */
	cancelJob: command(cancelJobSchema, jobSchema, { action: "job.cancel", target: "job:{id}" }),
};
