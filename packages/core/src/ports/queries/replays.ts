/** Replay jobs. */
import type { ReplayJob } from "@orderdeck/contracts/replay/entities";

export interface ReplayQueries {
	/** Newest first. */
	listReplays(limit: number): Promise<readonly ReplayJob[]>;
}
