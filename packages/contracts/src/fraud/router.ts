/** The fraud alert procedures. */
import { z } from "zod";
import { jobSchema } from "../jobs/entities.ts";
import { acts, found, router, stored, viewer } from "../procedures.ts";
import { alertRecordSchema } from "./entities.ts";
import {
	alertCountsSchema,
	alertDetailsSchema,
	alertIdSchema,
	alertPageSchema,
	claimAlertSchema,
	claimNextAlertSchema,
	listAlertsSchema,
	noteAlertSchema,
	releaseAlertSchema,
	reopenAlertSchema,
	resolveAlertSchema,
	resolveAlertsSchema,
	resolvedAlertSchema,
	takeOverAlertSchema,
} from "./requests.ts";

const tags = ["fraud"];

export const alertsRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/alerts", tags, summary: "Fraud alerts, worst first" } })
		.input(listAlertsSchema)
		.output(stored(alertPageSchema))
		.query(({ ctx, input }) => ctx.api.listAlerts(input)),
	counts: viewer
		.meta({ openapi: { method: "GET", path: "/api/alerts/counts", tags, summary: "How many fraud alerts are in each list of the queue" } })
		.input(z.void())
		.output(alertCountsSchema)
		.query(({ ctx }) => ctx.api.alertCounts(ctx.actor)),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/alerts/{id}", tags, summary: "A fraud alert with its notes and history" } })
		.input(alertIdSchema)
		.output(stored(alertDetailsSchema))
		.query(async ({ ctx, input }) => found(await ctx.api.getAlert(input.id), "alert", input.id)),
	claim: acts("operator", "claimAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/{id}/claim", tags, summary: "Claim a fraud alert, for 60 minutes" } })
		.input(claimAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("claimAlert", input, ctx.request)),
	release: acts("operator", "releaseAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/{id}/release", tags, summary: "Release a claimed fraud alert" } })
		.input(releaseAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("releaseAlert", input, ctx.request)),
	takeOver: acts("operator", "takeOverAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/{id}/takeover", tags, summary: "Take another operator's claim over" } })
		.input(takeOverAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("takeOverAlert", input, ctx.request)),
	note: acts("operator", "noteAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/{id}/notes", tags, summary: "Add a note to a fraud alert" } })
		.input(noteAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("noteAlert", input, ctx.request)),
	resolve: acts("operator", "resolveAlert")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/alerts/{id}/resolve",
				tags,
				summary: "Resolve a fraud alert; a confirmed fraud cancels its order if it is not too late",
			},
		})
		.input(resolveAlertSchema)
		.output(resolvedAlertSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("resolveAlert", input, ctx.request)),
	reopen: acts("operator", "reopenAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/{id}/reopen", tags, summary: "Correct a wrong verdict" } })
		.input(reopenAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("reopenAlert", input, ctx.request)),
	resolveMany: acts("operator", "resolveAlerts")
		.meta({
			openapi: { method: "POST", path: "/api/alerts/resolve", tags: [...tags, "jobs"], summary: "Resolve fraud alerts as a job" },
			status: 202,
		})
		.input(resolveAlertsSchema)
		.output(jobSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("resolveAlerts", input, ctx.request)),
	claimNext: acts("operator", "claimNextAlert")
		.meta({ openapi: { method: "POST", path: "/api/alerts/claim-next", tags, summary: "Claim the worst alert that nobody has claimed" } })
		.input(claimNextAlertSchema)
		.output(alertRecordSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("claimNextAlert", input, ctx.request)),
});
