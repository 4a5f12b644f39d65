/** The jobs of this process: those that it starts, and those that another process has left. */
import { isHeldBy, leased } from "../../domain/job.ts";
import { type RunDeps, runJob } from "./run-job.ts";

export interface Jobs {
	/** Runs the job unless it runs in this process already, has ended, or is another process's. */
	begin(jobId: string): void;
	/** Begins the jobs that no process runs: their lease is free or has expired. */
	takeOver(): Promise<void>;
	/** Resolves when no job runs in this process. */
	idle(): Promise<void>;
}

/** No more than run at a time in any deployment. */
const MOST_RUNNING = 200;

/** Jobs run beside the pipeline until they end or `signal` aborts; then the next process continues them. */
export function createJobs(deps: RunDeps): Jobs {
	const { context, owner } = deps;
	const running = new Map<string, Promise<void>>();

	function begin(jobId: string): void {
		if (running.has(jobId) || deps.signal.aborted) return;
		const run = runJob(jobId, deps)
			.catch((error: unknown) => {
				if (!deps.signal.aborted) deps.onError(jobId, error);
			})
			.finally(() => running.delete(jobId));
		running.set(jobId, run);
	}

	return {
		begin,
		async takeOver() {
			const jobs = await context.store.listJobs({ states: ["RUNNING"], limit: MOST_RUNNING });
			const now = context.clock.now();
			// Only this process writes an embedded store: whoever held the lease has ended.
			const isFree = (job: (typeof jobs)[number]) => context.work.atomic || isHeldBy(job, owner) || leased(job, owner, now) !== undefined;
			for (const job of jobs) if (isFree(job)) begin(job.job_id);
		},
		async idle() {
			await Promise.all(running.values());
		},
	};
}
