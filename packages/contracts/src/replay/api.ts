/** What the daemon does for the replay procedures. */
import type { ReplayJob } from "./entities.ts";

export interface ReplayApi {
	/** Undefined when there is no such job. */
	getReplay(jobId: string): Promise<ReplayJob | undefined>;
	/** Newest first. */
	listReplays(): Promise<readonly ReplayJob[]>;
}
