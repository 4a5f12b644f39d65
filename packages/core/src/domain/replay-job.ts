/** A replay as one of the jobs. Pure. */
import type { Job } from "@orderdeck/contracts/jobs/entities";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";

export const REPLAY_KIND = "replay";

/** It does not record who started it, and runs as fast as the log accepts its records. */
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
