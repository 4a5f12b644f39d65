/** Jobs and their results. Replays of earlier versions, which have documents of their own, are listed among them. */

import { BACKTEST } from "@orderdeck/contracts/backtests/requests";
import type { JobsApi } from "@orderdeck/contracts/jobs/api";
import type { JobWithResult } from "@orderdeck/contracts/jobs/computed";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { decodeCursor, encodeCursor } from "@orderdeck/core/adapters/cursor";
import { replayResults } from "@orderdeck/core/commands/jobs/replay";
import { backtestOf } from "@orderdeck/core/domain/backtest/document";
import { chunkKey, type JobDocument, jobOf, linesOf } from "@orderdeck/core/domain/job";
import { isReplay, REPLAY_KIND, type Replay, replayJobOf, replayOf } from "@orderdeck/core/domain/replay-job";
import { z } from "zod";
import type { ApiDeps } from "./deps.ts";

/** Newest first; of earlier versions. */
const REPLAYS_LISTED = 1_000;

const jobPlaceSchema = z.tuple([z.string(), z.string()]);
const resultPlaceSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

/** Orders before it, and the cursor of their scan. */
const replayPlaceSchema = z.tuple([z.int().nonnegative(), z.string()]);

export function jobReads({ store }: Pick<ApiDeps, "store">): JobsApi {
	async function job(id: string): Promise<JobWithResult | undefined> {
		const [read] = await store.get("jobs", [id]);
		if (read !== undefined) return { ...jobOf(read.doc), result: await resultOf(read.doc) };
		const [replay] = await store.get("replays", [id]);
		return replay && { ...replayJobOf(replay.doc), result: null };
	}

	async function resultOf({ job_id, kind, state }: JobDocument): Promise<JobWithResult["result"]> {
		const [read] = kind === BACKTEST ? await store.get("backtests", [job_id]) : [];
		return read === undefined ? null : backtestOf(read.doc, state).result;
	}

	/** The replay with this id, as a job or in a document of its own. */
	async function replayFor(id: string, doc: JobDocument | undefined): Promise<Replay | undefined> {
		if (doc !== undefined) return isReplay(doc) ? { ...replayOf(doc), passed: doc.done + doc.failed } : undefined;
		const [earlier] = await store.get("replays", [id]);
		return earlier && { ...earlier.doc, passed: earlier.doc.replayed };
	}

	return {
		async listJobs({ limit, cursor, state, kind }) {
			const list = `jobs ${JSON.stringify([state, kind])}`;
			const [started_at, job_id] = cursor === undefined ? [] : decodeCursor(list, cursor, jobPlaceSchema);
			const after = started_at === undefined || job_id === undefined ? undefined : { started_at, job_id };
			const isWanted = (job: Job) =>
				(state?.includes(job.state) ?? true) &&
				(kind ?? REPLAY_KIND) === REPLAY_KIND &&
				(after === undefined || compareJobs(after, job) < 0);
			const [jobs, replays] = await Promise.all([
				store.listJobs({ states: state, kind, after, limit: limit + 1 }),
				store.listReplays(REPLAYS_LISTED),
			]);
			const all = [...jobs.map(jobOf), ...replays.map(replayJobOf).filter(isWanted)].toSorted(compareJobs);
			const page = all.slice(0, limit);
			const last = all.length > limit ? page.at(-1) : undefined;
			return { jobs: page, nextCursor: last === undefined ? null : encodeCursor(list, [last.started_at, last.job_id]) };
		},
		getJob: job,
		async listJobResults({ id, limit, cursor }) {
			const list = `job results ${id}`;
			const [read] = await store.get("jobs", [id]);
			const replay = await replayFor(id, read?.doc);
			if (replay !== undefined) return resultsOfReplay(store, replay, { list, limit, cursor });
			if (read === undefined) return undefined;
			const [index, position] = cursor === undefined ? [0, 0] : decodeCursor(list, cursor, resultPlaceSchema);
			const [chunk] = await store.get("job_chunks", [chunkKey(id, index)]);
			const lines = chunk === undefined ? [] : linesOf(read.doc, chunk.doc);
			const results = lines.slice(position, position + limit);
			const end = position + results.length;
			const next = end < lines.length ? [index, end] : index + 1 < read.doc.chunks ? [index + 1, 0] : undefined;
			return { results, nextCursor: next === undefined ? null : encodeCursor(list, next) };
		},
	};
}

async function resultsOfReplay(
	store: ApiDeps["store"],
	replay: Replay,
	{ list, limit, cursor }: { readonly list: string; readonly limit: number; readonly cursor: string | undefined },
): Promise<Awaited<ReturnType<JobsApi["listJobResults"]>>> {
	const [before, scan] = cursor === undefined ? [0, undefined] : decodeCursor(list, cursor, replayPlaceSchema);
	const { results, next } = await replayResults(store, replay, { before, scan, limit });
	return { results: [...results], nextCursor: next?.scan === undefined ? null : encodeCursor(list, [next.before, next.scan]) };
}

/** Newest started first; ties by id, descending. */
function compareJobs(a: Pick<Job, "started_at" | "job_id">, b: Pick<Job, "started_at" | "job_id">): number {
	return Date.parse(b.started_at) - Date.parse(a.started_at) || Number(a.job_id < b.job_id) - Number(a.job_id > b.job_id);
}
