/** Starts a job: its records are selected, and stored with it in the unit of work that audits it. */
import type { Job } from "@orderdeck/contracts/jobs/entities";
import { chunkKey, jobOf, type NewJob, newJob } from "../../domain/job.ts";
import { put } from "../../ports/documents.ts";
import { type Attempt, type Decision, unchanged } from "../decision.ts";
import type { CommandDeps } from "../handler.ts";

export interface JobOrder extends Omit<NewJob, "id" | "at" | "actor" | "request_id" | "source" | "targets"> {
	/** The ids of the records, in the order of execution. */
	readonly select: () => Promise<readonly string[]>;
}

/** The decision to start it. A repeated request finds the job that it has started. */
export async function startJob({ store, jobs }: CommandDeps, order: JobOrder, attempt: Attempt): Promise<Decision<Job>> {
	const { id, at, actor, requestId, source, resumed } = attempt;
	const [started] = resumed ? await store.get("jobs", [id]) : [];
	if (started !== undefined) return { ...unchanged(jobOf(started.doc)), committed: () => jobs.begin(id) };
	const { select, ...fields } = order;
	const { job, chunks } = newJob({
		...fields,
		id,
		at,
		actor,
		request_id: requestId ?? null,
		source: source ?? null,
		targets: await select(),
	});
	const keys = chunks.map(({ index }) => chunkKey(id, index));
	// An earlier try may have stored chunks and no job: what it selected does not count.
	const earlier = resumed ? await store.get("job_chunks", keys) : [];
	return {
		decides: [
			...chunks.map((chunk, index) => put("job_chunks", chunkKey(id, index), earlier[index], chunk)),
			{ op: "insert", collection: "jobs", key: id, doc: job },
		],
		audit: {
			target: `job:${id}`,
			before: null,
			after: { job_id: id, total: job.total, filter: job.filter },
		},
		outcome: () => ({ output: jobOf(job), writes: [] }),
		committed: () => jobs.begin(id),
	};
}
