import type { ReplayQueries } from "../../../../ports/queries/replays.ts";
import type { Statements } from "./statements.ts";

export function createReplayQueries(statements: Statements): ReplayQueries {
	return { listReplays: async (limit) => statements.docs("SELECT doc FROM replays ORDER BY started DESC, key DESC LIMIT ?", limit) };
}
