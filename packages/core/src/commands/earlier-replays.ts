/** Replays of an earlier version, which were not jobs: each was bound to the process that ran it. */
import { AppError } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";
import { isoOf } from "../domain/instant.ts";
import { put } from "../ports/documents.ts";
import type { CommandContext } from "./context.ts";
import { type Attempt, type Decision, unchanged } from "./decision.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

const LISTED = 1_000;

/** The decision to stop one, which a process of that version may still run. Throws NOT_FOUND, REPLAY_ALREADY_ENDED. */
export async function cancelEarlierReplay(
	{ store }: Pick<CommandContext, "store">,
	id: string,
	{ at, resumed }: Pick<Attempt, "at" | "resumed">,
): Promise<Decision<ReplayJob>> {
	const [read] = await store.get("replays", [id]);
	if (read === undefined) throw new AppError("NOT_FOUND", `There is no replay job ${id}.`);
	if (resumed && read.doc.state === "CANCELLED") return unchanged(read.doc);
	if (read.doc.state !== "RUNNING") throw replayEnded(read.doc);
	const job: ReplayJob = { ...read.doc, state: "CANCELLED", error: null, ended_at: isoOf(at) };
	return {
		decides: [put("replays", id, read, job)],
		audit: { before: { state: read.doc.state }, after: { state: job.state } },
		outcome: () => ({ output: job, writes: [] }),
	};
}

export function replayEnded({ job_id, state }: Pick<ReplayJob, "job_id" | "state">): AppError {
	return new AppError("REPLAY_ALREADY_ENDED", `Replay ${job_id} has ended: ${state}.`);
}

/** Marks those as failed that are stored as running and that no process has updated for `abandonedMs`: no process will continue them. */
export async function failAbandonedReplays(
	{ store, work, clock }: Pick<CommandContext, "store" | "work" | "clock">,
	abandonedMs: number,
): Promise<void> {
	const isAbandoned = ({ state, updated_at, started_at }: ReplayJob) =>
		state === "RUNNING" && clock.now() - instantOf(updated_at ?? started_at) >= abandonedMs;
	for (const { job_id } of (await store.listReplays(LISTED)).filter(isAbandoned)) {
		await retryOnConflict(clock, async () => {
			const [read] = await store.get("replays", [job_id]);
			if (read === undefined || !isAbandoned(read.doc)) return;
			const at = isoOf(clock.now());
			const error = "The daemon stopped before the replay ended; start it again.";
			const failed: ReplayJob = { ...read.doc, state: "FAILED", error, ended_at: at, updated_at: at };
			await work.apply({ writes: [put("replays", job_id, read, failed)], records: [] });
		});
	}
}
