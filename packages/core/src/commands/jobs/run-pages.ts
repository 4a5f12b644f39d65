/** A job that goes through a list page by page: what a page writes, and the job's progress, become durable together or in this order. */
import { AppError } from "@orderdeck/contracts/errors";
import { ended, isHeldBy, type JobDocument, progressed } from "../../domain/job.ts";
import { OperatorRefusal } from "../../ports/errors.ts";
import type { NewRecord } from "../../ports/event-log.ts";
import type { CommandContext } from "../context.ts";
import { JobStopped, type ReadPage, type Retried } from "./kind.ts";
import { createPace } from "./pace.ts";

const PAGE = 200;

/** With a rate a page has what the job may do in a second: what it writes comes evenly, and its lease is renewed in time. */
function pageSize(rate: number | null): number {
	return rate === null ? PAGE : Math.min(PAGE, Math.max(1, Math.floor(rate)));
}

/** A job in this process. */
export interface JobRun {
	readonly jobId: string;
	readonly owner: string;
	readonly signal: AbortSignal;
	/** Changes the job as it is now, with these records; `changes` returns undefined, or the same job, to leave it. Returns the job after the change. */
	readonly change: (
		changes: (job: JobDocument) => JobDocument | undefined,
		records?: readonly NewRecord[],
	) => Promise<JobDocument | undefined>;
	readonly retried: Retried;
}

/** Resolves with "left" where the job has ended before its end, or is no longer this process's. */
export async function runPages(
	context: CommandContext,
	read: ReadPage,
	{ started_at: startedAt, cursor: first, done, failed, rate }: JobDocument,
	run: JobRun,
): Promise<"ended" | "left"> {
	const { work, clock } = context;
	const pace = createPace(clock, rate);
	const limit = pageSize(rate);
	let cursor = first ?? undefined;
	let counts = { done, failed };
	while (!run.signal.aborted) {
		const page = await run.retried(() => read(context, { startedAt, cursor, limit })).catch(stopping);
		await pace(run.signal, page.records.length);
		if (run.signal.aborted) return "left";
		const next = { done: counts.done + page.records.length, failed: counts.failed + page.failed };
		const before = counts.done;
		const after = (job: JobDocument): JobDocument | undefined => {
			// Stored by an earlier try whose response was lost: its records are written too.
			if (job.done > before && (page.next === undefined ? job.state === "DONE" : job.cursor === page.next)) return job;
			if (!isHeldBy(job, run.owner)) return undefined;
			const now = clock.now();
			const progress = progressed(job, next, { owner: run.owner, now });
			const total = Math.max(progress.total, next.done + next.failed);
			// With its last page the job has ended: else the next process would begin it again.
			return page.next === undefined ? ended({ ...progress, total }, "DONE", now) : { ...progress, total, cursor: page.next };
		};
		if (!work.atomic && !(await write(page.records, context, run))) return "left";
		const job = await run.change(after, work.atomic ? page.records : []);
		if (job?.state === "DONE") return "ended";
		if (job === undefined || !isHeldBy(job, run.owner)) return "left";
		counts = next;
		cursor = page.next;
		await clock.sleep(0, run.signal);
	}
	return "left";
}

/** Writes the records while the job is this process's; false where it is not. */
async function write(records: readonly NewRecord[], { work }: CommandContext, { owner, change, retried }: JobRun): Promise<boolean> {
	const job = await change((read) => read);
	if (job === undefined || !isHeldBy(job, owner)) return false;
	if (records.length > 0) await retried(() => work.apply({ writes: [], records })).catch(stopping);
	return true;
}

/** What the log or the store refuses for good ends the job with its message; it is no fault of the program. */
function stopping(error: unknown): never {
	if (error instanceof OperatorRefusal || (error instanceof AppError && error.code !== "UNAVAILABLE"))
		throw new JobStopped(error.message, { cause: error });
	throw error;
}
