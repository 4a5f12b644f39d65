/**
 * A job: records that were selected when it started, executed one after the other by the process that holds its lease. Pure. The document
 * holds the progress, its chunks the records and their results; both are written by compare-and-swap only.
 */
import type { RequestSource } from "@orderdeck/contracts/command";
import type { Job, JobResult, JobState } from "@orderdeck/contracts/jobs/entities";
import type { Actor } from "@orderdeck/contracts/session";
import { isoOf } from "./instant.ts";

/** Which process executes the job. After `expires_at` (ms since the epoch) another may take over. */
export interface JobLease {
	readonly owner: string;
	readonly expires_at: number;
}

export interface JobDocument extends Omit<Job, "actor"> {
	/** In whose name each record is executed. */
	readonly actor: Actor;
	/** Where the request came from that started it; null for what the daemon does by itself. */
	readonly source: RequestSource | null;
	/** What the kind needs to execute a record. */
	readonly input: unknown;
	/** How many chunks hold its records. */
	readonly chunks: number;
	/** Of a kind that goes through a list page by page: where it continues; null at the beginning. */
	readonly cursor?: string | null;
	/** Null while no process executes it. */
	readonly lease: JobLease | null;
}

export type RecordResult = Omit<JobResult, "id" | "outcome"> & { readonly outcome: "done" | "refused" | "failed" };

/** Some of the records of a job. `results` are those of the first targets: records are executed in order. */
export interface JobChunk {
	readonly job_id: string;
	readonly index: number;
	readonly targets: readonly string[];
	readonly results: readonly RecordResult[];
}

export interface JobCounts {
	readonly done: number;
	readonly failed: number;
}

/** A process that has not renewed its lease for so long, ms, has died or lost the store. */
export const LEASE_MS = 15_000;
/** Few enough that recording a result rewrites little. */
const CHUNK_SIZE = 200;

export const NO_COUNTS: JobCounts = { done: 0, failed: 0 };

export interface NewJob extends Pick<JobDocument, "kind" | "actor" | "reason" | "request_id" | "source" | "filter" | "input" | "rate"> {
	readonly id: string;
	/** When it starts, ms since the epoch. */
	readonly at: number;
	/** The ids of its records, in the order of execution. */
	readonly targets: readonly string[];
}

export function newJob({ id, at, targets, ...rest }: NewJob): { readonly job: JobDocument; readonly chunks: readonly JobChunk[] } {
	const chunks = Array.from({ length: Math.ceil(targets.length / CHUNK_SIZE) }, (_, index) => ({
		job_id: id,
		index,
		targets: targets.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE),
		results: [],
	}));
	const started_at = isoOf(at);
	const progress = { state: "RUNNING", total: targets.length, ...NO_COUNTS, started_at, ended_at: null, error: null } as const;
	return { job: { job_id: id, ...progress, ...rest, chunks: chunks.length, lease: null, updated_at: started_at }, chunks };
}

/** The chunks that these results fill, from chunk `index` on. With `isLast` what is left over fills the last one. */
export function resultChunks(
	job_id: string,
	lines: readonly JobResult[],
	{ index: first, isLast }: { readonly index: number; readonly isLast: boolean },
): { readonly chunks: readonly JobChunk[]; readonly rest: readonly JobResult[] } {
	const full = isLast ? Math.ceil(lines.length / CHUNK_SIZE) : Math.floor(lines.length / CHUNK_SIZE);
	const chunks = Array.from({ length: full }, (_, place) => {
		const filled = lines.slice(place * CHUNK_SIZE, (place + 1) * CHUNK_SIZE);
		const results = filled.map(({ code, why }) => ({ outcome: "done" as const, code, why }));
		return { job_id, index: first + place, targets: filled.map(({ id }) => id), results };
	});
	return { chunks, rest: lines.slice(full * CHUNK_SIZE) };
}

export function chunkKey(jobId: string, index: number): string {
	return `${jobId}:${index}`;
}

/** The job under the lease of `owner`; undefined where it has ended, or another process holds it. */
export function leased(job: JobDocument, owner: string, now: number): JobDocument | undefined {
	if (job.state !== "RUNNING" || (job.lease !== null && job.lease.owner !== owner && job.lease.expires_at > now)) return undefined;
	return { ...job, lease: { owner, expires_at: now + LEASE_MS } };
}

/** Whether `owner` may execute its next record. */
export function isHeldBy({ state, lease }: JobDocument, owner: string): boolean {
	return state === "RUNNING" && lease?.owner === owner;
}

/** The job without the lease of `owner`: any process may continue it. */
export function released(job: JobDocument, owner: string): JobDocument {
	return job.lease?.owner === owner ? { ...job, lease: null } : job;
}

/**
 * The chunk with the results of its records from `from` on. A result that another process has recorded meanwhile stays: it is of the same
 * execution, since a record is executed under one idempotency key.
 */
export function recorded(chunk: JobChunk, from: number, results: readonly RecordResult[]): JobChunk {
	const known = chunk.results.length;
	if (from > known) throw new RangeError(`results from ${from} on of a chunk that has ${known}`);
	const added = results.slice(known - from, chunk.targets.length - from);
	return added.length === 0 ? chunk : { ...chunk, results: [...chunk.results, ...added] };
}

export function countsOf({ results }: JobChunk): JobCounts {
	const done = results.filter(({ outcome }) => outcome === "done").length;
	return { done, failed: results.length - done };
}

export function sumOf(a: JobCounts, b: JobCounts): JobCounts {
	return { done: a.done + b.done, failed: a.failed + b.failed };
}

/** The job with this progress, never less than before, in whatever state it is; the lease of `owner` is renewed. */
export function progressed(
	job: JobDocument,
	counts: JobCounts,
	{ owner, now }: { readonly owner: string; readonly now: number },
): JobDocument {
	const lease = isHeldBy(job, owner) ? { owner, expires_at: now + LEASE_MS } : job.lease;
	return {
		...job,
		done: Math.max(job.done, counts.done),
		failed: Math.max(job.failed, counts.failed),
		lease,
		updated_at: isoOf(now),
	};
}

/** The job after its end; as it is where it has ended before. */
export function ended(job: JobDocument, state: Exclude<JobState, "RUNNING">, now: number, error: string | null = null): JobDocument {
	if (job.state !== "RUNNING") return job;
	const at = isoOf(now);
	return { ...job, state, error, ended_at: at, updated_at: at, lease: null };
}

/** The job as callers see it. */
export function jobOf({
	actor,
	source: _source,
	input: _input,
	chunks: _chunks,
	lease: _lease,
	cursor: _cursor,
	...job
}: JobDocument): Job {
	return { ...job, actor: actor.name };
}

/** A line for each record of the chunk. */
export function linesOf({ state }: Pick<JobDocument, "state">, { targets, results }: JobChunk): JobResult[] {
	const outcome = state === "RUNNING" ? "pending" : "skipped";
	return targets.map((id, index) => ({ id, ...(results[index] ?? { outcome, code: null, why: null }) }));
}
