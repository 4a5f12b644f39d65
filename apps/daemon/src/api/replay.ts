/** Replays and their progress: jobs, and those of earlier versions, which have documents of their own. */
import type { ReplayApi } from "@orderdeck/contracts/replay/api";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { isReplay, REPLAY_KIND, replayOf } from "@orderdeck/core/domain/replay-job";
import type { ApiDeps } from "./deps.ts";

const REPLAYS_LISTED = 100;

export function replayReads({ store }: Pick<ApiDeps, "store">): Pick<ReplayApi, "getReplay" | "listReplays"> {
	return {
		async getReplay(id) {
			const [job] = await store.get("jobs", [id]);
			if (job !== undefined && isReplay(job.doc)) return replayOf(job.doc);
			return (await store.get("replays", [id]))[0]?.doc;
		},
		async listReplays() {
			const [jobs, earlier] = await Promise.all([
				store.listJobs({ kind: REPLAY_KIND, limit: REPLAYS_LISTED }),
				store.listReplays(REPLAYS_LISTED),
			]);
			return [...jobs.map(replayOf), ...earlier].toSorted(compareReplays).slice(0, REPLAYS_LISTED);
		},
	};
}

/** Newest started first; ties by id, descending. */
function compareReplays(a: ReplayJob, b: ReplayJob): number {
	return Date.parse(b.started_at) - Date.parse(a.started_at) || Number(a.job_id < b.job_id) - Number(a.job_id > b.job_id);
}
