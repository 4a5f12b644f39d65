/** What the daemon does for the analytics procedures. */
import type { z } from "zod";
import type { analyticsSchema, historyInputSchema, historySchema, overviewInputSchema, overviewSchema } from "./requests.ts";

export interface AnalyticsApi {
	analytics(): Promise<z.infer<typeof analyticsSchema>>;
	/** The Overview of the last `minutes`, and of as many before them. */
	overview(input: z.infer<typeof overviewInputSchema>): Promise<z.infer<typeof overviewSchema>>;
	/** Throws AppError INVALID_INPUT for a range of more points than one response may have. */
	analyticsHistory(range: z.infer<typeof historyInputSchema>): Promise<z.infer<typeof historySchema>>;
}
