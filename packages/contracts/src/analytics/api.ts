/** What the daemon does for the analytics procedures. */
import type { z } from "zod";
import type { analyticsSchema, overviewSchema } from "./requests.ts";

export interface AnalyticsApi {
	analytics(): Promise<z.infer<typeof analyticsSchema>>;
	/** The Overview of the last `minutes`, and of as many before them. */
	overview(minutes: number): Promise<z.infer<typeof overviewSchema>>;
}
