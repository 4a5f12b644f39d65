/** A replay as one of the jobs, and as its own requests have it. Pure. */
import type { Job, JobState } from "@orderdeck/contracts/jobs/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { z } from "zod";
import type { JobDocument } from "./job.ts";

export const REPLAY_KIND = "replay";

/** What the job needs beside its progress. `from`: the beginning of its range of dates, ISO 8601; it ends when the job has started. */
export const replayInputSchema = z.object({ days: z.number(), topic: z.string(), from: z.string() });

/** What its results follow from. */
export interface Replay {
	readonly from: string;
	readonly topic: string;
	readonly started_at: string;
	readonly state: JobState;
	/** How many of its orders it has gone through. */
	readonly passed: number;
}

export function isReplay({ kind }: Pick<JobDocument, "kind">): boolean {
	return kind === REPLAY_KIND;
}

/** The job as the requests on replays return it. Throws ZodError for a job of another kind. */
export function replayOf(job: Readonly<JobDocument>): ReplayJob {
	const { job_id, state, input, rate, total, done, started_at, updated_at, ended_at, error } = job;
	return { job_id, state, ...replayInputSchema.parse(input), rate, total, replayed: done, started_at, updated_at, ended_at, error };
}

/** A replay of an earlier version, which has a document of its own, as a job. It does not record who started it. */
export function replayJobOf({ job_id, state, total, replayed, started_at, ended_at, error, topic, from, updated_at }: ReplayJob): Job {
	return {
		job_id,
		kind: REPLAY_KIND,
		state,
		total,
		done: replayed,
		failed: 0,
		started_at,
		ended_at,
		error,
		actor: null,
		reason: null,
		request_id: null,
		filter: { from, to: started_at, topic },
		rate: null,
		updated_at: updated_at ?? started_at,
	};
}
