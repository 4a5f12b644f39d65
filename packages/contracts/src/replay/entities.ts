/** Replay jobs. */
import { z } from "zod";

export const replayJobSchema = z.object({
	job_id: z.string(),
	state: z.enum(["RUNNING", "DONE", "CANCELLED", "FAILED"]),
	days: z.number(),
	topic: z.string(),
	/** Orders per second, at most; null where it is not limited. Not there in a replay of an earlier version, which had none. */
	rate: z.number().nullable().optional(),
	from: z.string(),
	/** Orders the window holds when the job started; the denominator of progress. */
	total: z.int(),
	replayed: z.int(),
	started_at: z.string(),
	/** When it was last carried on. */
	updated_at: z.string().optional(),
	ended_at: z.string().nullable(),
	error: z.string().nullable(),
});

export type ReplayJob = z.infer<typeof replayJobSchema>;
