/** The command that stops a job. */
import { AppError } from "@orderdeck/contracts/errors";
import type { Job, JobState } from "@orderdeck/contracts/jobs/entities";
import type { jobCommands } from "@orderdeck/contracts/jobs/requests";
import { ended, jobOf } from "../../domain/job.ts";
import { replayJobOf } from "../../domain/replay-job.ts";
import { put } from "../../ports/documents.ts";
import { type Attempt, type Decision, unchanged } from "../decision.ts";
import { cancelEarlierReplay } from "../earlier-replays.ts";
import type { CommandDeps, HandlersOf } from "../handler.ts";

export const jobHandlers: HandlersOf<typeof jobCommands> = {
	async cancelJob(deps, { id }, attempt) {
		const [read] = await deps.store.get("jobs", [id]);
		if (read === undefined) return cancelEarlier(deps, id, attempt);
		const { doc } = read;
		if (attempt.resumed && doc.state === "CANCELLED") return unchanged(jobOf(doc));
		if (doc.state !== "RUNNING") throw alreadyEnded(id, doc.state);
		const job = ended(doc, "CANCELLED", attempt.at);
		return {
			decides: [put("jobs", id, read, job)],
			audit: {
				before: { state: doc.state },
				after: { state: job.state },
			},
			outcome: () => ({ output: jobOf(job), writes: [] }),
		};
	},
};

/** A replay of an earlier version has a document of its own. */
async function cancelEarlier(deps: CommandDeps, id: string, attempt: Attempt): Promise<Decision<Job>> {
	const [read] = await deps.store.get("replays", [id]);
	if (read === undefined) throw new AppError("NOT_FOUND", `There is no job ${id}.`);
	const { state } = read.doc;
	if (state !== "RUNNING" && !(attempt.resumed && state === "CANCELLED")) throw alreadyEnded(id, state);
	const decision = await cancelEarlierReplay(deps, id, attempt);
	return {
		...decision,
		outcome(placed) {
			const { output, writes } = decision.outcome(placed);
			return { output: replayJobOf(output), writes };
		},
	};
}

function alreadyEnded(id: string, state: JobState): AppError {
	return new AppError("JOB_ALREADY_ENDED", `Job ${id} has ended: ${state}.`);
}
