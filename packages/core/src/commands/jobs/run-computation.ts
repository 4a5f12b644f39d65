/**
 * A job that computes a result. Its results are written in chunks as they come, the chunks of an earlier process with them; the rest of them,
 * the result and the job's end become durable together, or in this order.
 */
import type { JobResult } from "@orderdeck/contracts/jobs/entities";
import { chunkKey, ended, isHeldBy, type JobChunk, type JobDocument, progressed, resultChunks } from "../../domain/job.ts";
import { put, type Write } from "../../ports/documents.ts";
import type { CommandContext } from "../context.ts";
import type { Compute, StoreResult } from "./kind.ts";
import type { JobRun } from "./run-pages.ts";

/** Progress is recorded after so many slices, or so long after the last time, ms. */
const RECORDED = { slices: 50, everyMs: 250 };

/** Resolves with "left" where the job has ended before its end, or is no longer this process's. */
export async function runComputation(context: CommandContext, compute: Compute, run: JobRun): Promise<"ended" | "left"> {
	const { store, clock } = context;
	const { jobId, owner, signal, retried } = run;
	const slices = compute(context, { jobId, retried });
	const recording = createRecording(context, run);
	let lines: readonly JobResult[] = [];
	let chunks = 0;
	let done = 0;
	let since = { slices: 0, at: clock.now() };
	while (!signal.aborted) {
		const [read] = await retried(() => store.get("jobs", [jobId]));
		if (read === undefined || !isHeldBy(read.doc, owner)) return "left";
		const slice = await slices.next();
		if (slice.done) {
			const last = resultChunks(jobId, lines, { index: chunks, isLast: true });
			const isEnded = await recording.end(last.chunks, { done, chunks: chunks + last.chunks.length }, slice.value);
			return isEnded ? "ended" : "left";
		}
		const filled = resultChunks(jobId, [...lines, ...slice.value.results], { index: chunks, isLast: false });
		lines = filled.rest;
		chunks += filled.chunks.length;
		done = slice.value.done;
		since = { ...since, slices: since.slices + 1 };
		if (filled.chunks.length > 0 || since.slices >= RECORDED.slices || clock.now() - since.at >= RECORDED.everyMs) {
			if (!(await recording.progress(filled.chunks, { done, chunks }))) return "left";
			since = { slices: 0, at: clock.now() };
		}
		await clock.sleep(0, signal);
	}
	return "left";
}

interface Passed {
	readonly done: number;
	/** How many chunks have been filled. */
	readonly chunks: number;
}

function createRecording({ store, work, clock }: CommandContext, { jobId, owner, retried }: JobRun) {
	/** Changes the job, with other writes ahead of it, while it is this process's; false where it is not. */
	const record = (chunks: readonly JobChunk[], change: (job: JobDocument) => JobDocument, others: () => Promise<readonly Write[]>) =>
		retried(async () => {
			const keys = chunks.map(({ index }) => chunkKey(jobId, index));
			const [[job], earlier, more] = await Promise.all([store.get("jobs", [jobId]), store.get("job_chunks", keys), others()]);
			// Stored by an earlier try whose response was lost.
			if (job?.doc.state === "DONE") return true;
			if (job === undefined || !isHeldBy(job.doc, owner)) return false;
			const filled = chunks.map((chunk, place) => put("job_chunks", chunkKey(jobId, chunk.index), earlier[place], chunk));
			await work.apply({ writes: [...filled, ...more, put("jobs", jobId, job, change(job.doc))], records: [] });
			return true;
		});
	const passed = (job: JobDocument, done: number) => progressed(job, { done, failed: 0 }, { owner, now: clock.now() });

	return {
		progress: (chunks: readonly JobChunk[], at: Passed) =>
			record(
				chunks,
				(job) => {
					const next = passed(job, at.done);
					return { ...next, total: Math.max(next.total, next.done), chunks: Math.max(next.chunks, at.chunks) };
				},
				async () => [],
			),
		/** It has gone through all that there are by now. */
		end: (chunks: readonly JobChunk[], at: Passed, result: StoreResult) =>
			record(
				chunks,
				(job) => {
					const next = passed(job, at.done);
					return ended({ ...next, total: next.done, chunks: at.chunks }, "DONE", clock.now());
				},
				() => result(store),
			),
	};
}
