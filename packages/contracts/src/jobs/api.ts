/** What the daemon does for the job procedures. */
import type { z } from "zod";
import type { JobWithResult } from "./computed.ts";
import type { jobPageSchema, jobResultPageSchema, listJobResultsSchema, listJobsSchema } from "./requests.ts";

export interface JobsApi {
	/** Newest first, replays among them. */
	listJobs(query: z.infer<typeof listJobsSchema>): Promise<z.infer<typeof jobPageSchema>>;
	/** Undefined when there is no such job. */
	getJob(id: string): Promise<JobWithResult | undefined>;
	/** Undefined when there is no such job. */
	listJobResults(query: z.infer<typeof listJobResultsSchema>): Promise<z.infer<typeof jobResultPageSchema> | undefined>;
}
