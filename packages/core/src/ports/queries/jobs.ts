/** Jobs. */
import type { JobState } from "@orderdeck/contracts/jobs/entities";
import type { JobDocument } from "../../domain/job.ts";

export interface JobListQuery {
	readonly states?: readonly JobState[] | undefined;
	readonly kind?: string | undefined;
	/** Those after this job in the list. */
	readonly after?: Pick<JobDocument, "started_at" | "job_id"> | undefined;
	readonly limit: number;
}

export interface JobQueries {
	/** Newest started first; ties by id, descending. */
	listJobs(query: JobListQuery): Promise<readonly JobDocument[]>;
}
