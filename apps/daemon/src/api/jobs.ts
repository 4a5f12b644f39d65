/** Jobs and their results. Replays are listed among them. */

import type { JobsApi } from "@orderdeck/contracts/jobs/api";
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { decodeCursor, encodeCursor } from "@orderdeck/core/adapters/cursor";
import { chunkKey, jobOf, linesOf } from "@orderdeck/core/domain/job";
import { REPLAY_KIND, replayJobOf } from "@orderdeck/core/domain/replay-job";
import { z } from "zod";
import type { ApiDeps } from "./deps.ts";

/** Newest first. Older ones are listed by `GET /api/replays` alone. */
const REPLAYS_LISTED = 1_000;

const jobPlaceSchema = z.tuple([z.string(), z.string()]);
const resultPlaceSchema = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);

export function jobReads({ store }: Pick<ApiDeps, "store">): JobsApi {
	async function job(id: string): Promise<Job | undefined> {
		const [read] = await store.get("jobs", [id]);
		if (read !== undefined) return jobOf(read.doc);
		const [replay] = await store.get("replays", [id]);
		return replay && replayJobOf(replay.doc);
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
			const [index, position] = cursor === undefined ? [0, 0] : decodeCursor(list, cursor, resultPlaceSchema);
			const [read] = await store.get("jobs", [id]);
			// A replay has no results by record: its records are those of its topic.
			if (read === undefined) return (await job(id)) === undefined ? undefined : { results: [], nextCursor: null };
			const [chunk] = await store.get("job_chunks", [chunkKey(id, index)]);
			const lines = chunk === undefined ? [] : linesOf(read.doc, chunk.doc);
			const results = lines.slice(position, position + limit);
			const end = position + results.length;
			const next = end < lines.length ? [index, end] : index + 1 < read.doc.chunks ? [index + 1, 0] : undefined;
			return { results, nextCursor: next === undefined ? null : encodeCursor(list, next) };
		},
	};
}

/** Newest started first; ties by id, descending. */
function compareJobs(a: Pick<Job, "started_at" | "job_id">, b: Pick<Job, "started_at" | "job_id">): number {
	return Date.parse(b.started_at) - Date.parse(a.started_at) || Number(a.job_id < b.job_id) - Number(a.job_id > b.job_id);
}
