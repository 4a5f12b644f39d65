import type { ReplayQueries } from "../../../ports/queries/replays.ts";
import { replaysQuery } from "../statements/journals.ts";
import { atSchema, docsOf, type Reading, run } from "./reading.ts";

export function createReplayQueries(reading: Reading): ReplayQueries {
	return {
		listReplays: async (limit) => docsOf(reading, "replays", await run(reading, replaysQuery(limit), atSchema)),
	};
}
