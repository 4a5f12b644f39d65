import { sortableInstant } from "@orderdeck/contracts/instant";
import type { JobQueries } from "../../../../ports/queries/jobs.ts";
import type { Statements } from "./statements.ts";

export function createJobQueries(statements: Statements): JobQueries {
	return {
		async listJobs({ states, kind, after, limit }) {
			const [started, key] = after === undefined ? [Number.MAX_SAFE_INTEGER, ""] : [sortableInstant(after.started_at), after.job_id];
			const query = `SELECT doc FROM jobs WHERE (started, key) < (?, ?)
				${states === undefined ? "" : "AND state IN (SELECT value FROM json_each(?))"} ${kind === undefined ? "" : "AND kind = ?"}
				ORDER BY started DESC, key DESC LIMIT ?`;
			const filters = [...(states === undefined ? [] : [JSON.stringify(states)]), ...(kind === undefined ? [] : [kind])];
			return statements.docs(query, started, key, ...filters, limit);
		},
	};
}
