/** Replay jobs and their progress. */
import type { ReplayApi } from "@orderdeck/contracts/replay/api";
import type { ApiDeps } from "./deps.ts";

const REPLAYS_LISTED = 100;

export function replayReads({ store }: Pick<ApiDeps, "store">): Pick<ReplayApi, "getReplay" | "listReplays"> {
	return {
		getReplay: async (id) => (await store.get("replays", [id]))[0]?.doc,
		listReplays: () => store.listReplays(REPLAYS_LISTED),
	};
}
