import { sortableInstant } from "@orderdeck/contracts/instant";
import type { JobQueries } from "../../../ports/queries/jobs.ts";
import { jobsQuery } from "../statements/journals.ts";
import { atSchema, docsOf, type Reading, run } from "./reading.ts";

export function createJobQueries(reading: Reading): JobQueries {
	return {
		async listJobs({ after, ...query }) {
			const place = after === undefined ? undefined : { at: sortableInstant(after.started_at), id: after.job_id };
			return docsOf(reading, "jobs", await run(reading, jobsQuery({ ...query, after: place }), atSchema));
		},
	};
}
