/** What the daemon does for the replay procedures. */
import type { z } from "zod";
import type { Actor } from "../session.ts";
import type { ReplayJob } from "./entities.ts";
import type { replaySchema } from "./requests.ts";

export interface ReplayApi {
	startReplay(input: z.infer<typeof replaySchema>, actor: Actor): Promise<ReplayJob>;
	/** Undefined when there is no such job. */
	getReplay(jobId: string): Promise<ReplayJob | undefined>;
	/** Newest first. */
	listReplays(): Promise<readonly ReplayJob[]>;
	cancelReplay(jobId: string, actor: Actor): Promise<ReplayJob>;
}
