/** The job procedures; each kind of job is started by a procedure of its own area. */
import { acts, found, router, viewer } from "../procedures.ts";
import { jobWithResultSchema } from "./computed.ts";
import { jobSchema } from "./entities.ts";
import { cancelJobSchema, jobIdSchema, jobPageSchema, jobResultPageSchema, listJobResultsSchema, listJobsSchema } from "./requests.ts";

export const jobsRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/jobs", tags: ["jobs"], summary: "Jobs and their progress, newest first" } })
		.input(listJobsSchema)
		.output(jobPageSchema)
		.query(({ ctx, input }) => ctx.api.listJobs(input)),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/jobs/{id}", tags: ["jobs"], summary: "A job, its progress and its result" } })
		.input(jobIdSchema)
		.output(jobWithResultSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.getJob(input.id), "job", input.id)),
	results: viewer
		.meta({
			openapi: { method: "GET", path: "/api/jobs/{id}/results", tags: ["jobs"], summary: "The result of each record of a job" },
		})
		.input(listJobResultsSchema)
		.output(jobResultPageSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.listJobResults(input), "job", input.id)),
	cancel: acts("operator", "cancelJob")
		.meta({ openapi: { method: "POST", path: "/api/jobs/{id}/cancel", tags: ["jobs"], summary: "Stop a job before its next record" } })
		.input(cancelJobSchema)
		.output(jobSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("cancelJob", input, ctx.request)),
});
