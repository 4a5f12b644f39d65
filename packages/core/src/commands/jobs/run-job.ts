/** One job in this process: from its lease to its end, or until another process or an abort takes it away. */
import { AppError } from "@orderdeck/contracts/errors";
import { backoffMs } from "../../async/backoff.ts";
import {
	chunkKey,
	countsOf,
	ended,
	isHeldBy,
	type JobChunk,
	type JobCounts,
	type JobDocument,
	leased,
	NO_COUNTS,
	progressed,
	type RecordResult,
	recorded,
	released,
	sumOf,
} from "../../domain/job.ts";
import { put } from "../../ports/documents.ts";
import { OperatorRefusal, StoreError } from "../../ports/errors.ts";
import { retryOnConflict } from "../retry-on-conflict.ts";
import { retryUntilAborted } from "../retry-unavailable.ts";
import { type Compute, type ExecuteRecord, type JobDeps, type JobKind, JobStopped, type ReadPage } from "./kind.ts";
import { createPace } from "./pace.ts";
import { runComputation } from "./run-computation.ts";
import { type JobRun, runPages } from "./run-pages.ts";

export interface RunDeps {
	readonly context: JobDeps;
	readonly kinds: Readonly<Record<string, JobKind>>;
	/** Names this process among others. */
	readonly owner: string;
	readonly signal: AbortSignal;
	/** Called with what is no refusal: a fault of the program. */
	readonly onError: (jobId: string, error: unknown) => void;
}

/** Results are recorded after so many records, or so long after the last ones, ms. */
const RECORDED = { records: 20, everyMs: 250 };
/** An order that is still being processed can be acted on in a moment. */
const TRIES = 8;
const BACKOFF = { baseMs: 100, maxMs: 2_000 };

/** Resolves when the job has ended, or is no longer this process's. Rejects while the store is unavailable and `signal` has aborted. */
export async function runJob(jobId: string, deps: RunDeps): Promise<void> {
	const { context, kinds, owner, signal } = deps;
	const { clock, store, work } = context;

	const retried = <T>(act: () => Promise<T>): Promise<T> => retryUntilAborted(clock, signal, () => retryOnConflict(clock, act));

	/** Changes the job as it is now; `changes` returns undefined, or the same job, to leave it. Returns the job after the change. */
	const change: JobRun["change"] = (changes, records = []) =>
		retried(async () => {
			const [read] = await store.get("jobs", [jobId]);
			const job = read && changes(read.doc);
			if (job !== undefined && job !== read?.doc) await work.apply({ writes: [put("jobs", jobId, read, job)], records });
			return job;
		});

	const runs: JobRun = { jobId, owner, signal, change, retried };

	/** Stores results and progress; returns the chunk, which may have more results than these. */
	const record = (index: number, from: number, results: readonly RecordResult[], before: JobCounts): Promise<JobChunk> =>
		retried(async () => {
			const key = chunkKey(jobId, index);
			const [[job], [chunk]] = await Promise.all([store.get("jobs", [jobId]), store.get("job_chunks", [key])]);
			if (job === undefined || chunk === undefined) throw new Error(`job ${jobId} has no chunk ${index}`);
			const next = recorded(chunk.doc, from, results);
			const now = { owner, now: clock.now() };
			const progress = put("jobs", jobId, job, progressed(job.doc, sumOf(before, countsOf(next)), now));
			await work.apply({ writes: [...(next === chunk.doc ? [] : [put("job_chunks", key, chunk, next)]), progress], records: [] });
			return next;
		});

	async function execute(act: ExecuteRecord, job: JobDocument): Promise<"ended" | "left"> {
		const pace = createPace(clock, job.rate);
		let before = NO_COUNTS;
		for (let index = 0; index < job.chunks; index += 1) {
			let chunk = await record(index, 0, [], before);
			let fresh: RecordResult[] = [];
			let recordedAt = clock.now();
			for (let position = chunk.results.length; position < chunk.targets.length; position = chunk.results.length + fresh.length) {
				await pace(signal);
				const result = await resultOf(act, job, chunk.targets[position] ?? "");
				const isResult = result !== undefined && !(result instanceof JobStopped);
				if (isResult) fresh.push(result);
				const isDue = fresh.length >= RECORDED.records || clock.now() - recordedAt >= RECORDED.everyMs;
				if (isDue || !isResult || position + 1 >= chunk.targets.length) {
					chunk = await record(index, chunk.results.length, fresh, before);
					fresh = [];
					recordedAt = clock.now();
				}
				if (result instanceof JobStopped) throw result;
				if (result === undefined) return "left";
			}
			before = sumOf(before, countsOf(chunk));
		}
		return "ended";
	}

	async function isHeld(): Promise<boolean> {
		const [read] = await retried(() => store.get("jobs", [jobId]));
		return read !== undefined && isHeldBy(read.doc, owner);
	}

	/** Undefined where the job is not, or no longer, to be executed here. */
	async function resultOf(act: ExecuteRecord, job: JobDocument, target: string): Promise<RecordResult | JobStopped | undefined> {
		const { actor, request_id: requestId, source } = job;
		const origin = { requestId: requestId ?? undefined, source: source ?? undefined };
		const request = { actor, ...origin, idempotencyKey: `${jobId}:${target}`, partOf: jobId };
		for (let tries = 1; !signal.aborted && (await isHeld()); tries += 1) {
			try {
				return await act(context, { target, request });
			} catch (error) {
				const isOutage = error instanceof StoreError && error.code === "UNAVAILABLE";
				const isBusy = error instanceof AppError && error.code === "UNAVAILABLE" && tries < TRIES;
				if (!isOutage && !isBusy) return failureOf(error, target);
				await clock.sleep(backoffMs(tries, BACKOFF, clock.random), signal);
			}
		}
		return undefined;
	}

	function failureOf(error: unknown, target: string): RecordResult | JobStopped {
		if (error instanceof JobStopped) return error;
		if (error instanceof AppError) return { outcome: error.status < 500 ? "refused" : "failed", code: error.code, why: error.message };
		if (error instanceof OperatorRefusal) return { outcome: "failed", code: error.code, why: error.message };
		deps.onError(jobId, error);
		return { outcome: "failed", code: "INTERNAL", why: `Internal error at ${target}; the daemon's log contains the cause.` };
	}

	const runAs = async (act: Prepared, own: JobDocument) => {
		if ("page" in act) return runPages(context, act.page, own, runs);
		return "compute" in act ? runComputation(context, act.compute, runs) : execute(act.record, own);
	};

	const job = await change((read) => leased(work.atomic ? { ...read, lease: null } : read, owner, clock.now()));
	if (job === undefined) return;
	try {
		const act = prepared(kinds, job);
		const way = await runAs(act, job);
		await change((read) => (way === "ended" ? ended(read, "DONE", clock.now()) : released(read, owner)));
	} catch (error) {
		// When the process stops, the next one continues the job.
		if (signal.aborted) return;
		if (!(error instanceof JobStopped)) deps.onError(jobId, error);
		await change((read) => ended(read, "FAILED", clock.now(), error instanceof Error ? error.message : String(error)));
	}
}

type Prepared = { readonly record: ExecuteRecord } | { readonly page: ReadPage } | { readonly compute: Compute };

function prepared(kinds: RunDeps["kinds"], { kind, input }: JobDocument): Prepared {
	const known = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
	if (known === undefined) throw new JobStopped(`This version of the daemon has no jobs of the kind ${kind}.`);
	try {
		if ("prepareResult" in known) return { compute: known.prepareResult(input) };
		return "preparePages" in known ? { page: known.preparePages(input) } : { record: known.prepare(input) };
	} catch (cause) {
		throw new JobStopped(`This version of the daemon cannot continue a job of the kind ${kind} that another version started.`, { cause });
	}
}
