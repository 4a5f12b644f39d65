/** Jobs: actions on many records, one record after the other, in the background. */
import { z } from "zod";

export const JOB_STATES = ["RUNNING", "DONE", "CANCELLED", "FAILED"] as const;

export const jobStateSchema = z.enum(JOB_STATES);

export type JobState = z.infer<typeof jobStateSchema>;

/**
 * A job and its progress, which never decreases. `total` records were selected when it started; `done` of them have succeeded, `failed` were
 * refused or have failed, and `GET /api/jobs/{id}/results` states each.
 */
export const jobSchema = z.object({
	job_id: z.string(),
	/** What it does, such as `cancel-orders`. */
	kind: z.string(),
	state: jobStateSchema,
	total: z.int(),
	done: z.int(),
	failed: z.int(),
	started_at: z.string(),
	ended_at: z.string().nullable(),
	/** Why the job itself failed; null while it has not. */
	error: z.string().nullable(),
	/** Who started it, why, and in which request. Null where it is not recorded. */
	actor: z.string().nullable(),
	reason: z.string().nullable(),
	request_id: z.string().nullable(),
	/** What selected the records, as it was resolved at the start; null where they were named one by one. */
	filter: z.record(z.string(), z.unknown()).nullable(),
	/** Records per second, at most; null where it is not limited. */
	rate: z.number().nullable(),
	/** When its progress was last recorded. */
	updated_at: z.string(),
});

export type Job = z.infer<typeof jobSchema>;

/** `pending`: the job has not come to it yet. `skipped`: the job ended before it came to it. */
export const JOB_OUTCOMES = ["done", "refused", "failed", "pending", "skipped"] as const;

/** What became of one record. */
export const jobResultSchema = z.object({
	id: z.string(),
	outcome: z.enum(JOB_OUTCOMES),
	/** The error's code where it was refused or has failed. */
	code: z.string().nullable(),
	/** In words; null where there is no more to say. */
	why: z.string().nullable(),
});

export type JobResult = z.infer<typeof jobResultSchema>;
