/** The analytics procedures. */
import { z } from "zod";
import { router, viewer } from "../procedures.ts";
import { analyticsSchema, historyInputSchema, historySchema, overviewInputSchema, overviewSchema } from "./requests.ts";

export const analyticsRouter = router({
	summary: viewer
		.meta({ openapi: { method: "GET", path: "/api/analytics", tags: ["analytics"], summary: "The ten newest orders and the totals" } })
		.input(z.void())
		.output(analyticsSchema)
		.query(({ ctx }) => ctx.api.analytics()),
	overview: viewer
		.input(overviewInputSchema)
		.output(overviewSchema)
		.query(({ ctx, input }) => ctx.api.overview(input)),
	history: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/analytics/history",
				tags: ["analytics"],
				summary: "Orders and sales by minute (two hours), hour or day (400 days)",
			},
		})
		.input(historyInputSchema)
		.output(historySchema)
		.query(({ ctx, input }) => ctx.api.analyticsHistory(input)),
});
