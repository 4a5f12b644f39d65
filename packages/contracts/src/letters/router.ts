/** The dead letter procedures. */
import { z } from "zod";
import { jobSchema } from "../jobs/entities.ts";
import { acts, found, router, stored, viewer } from "../procedures.ts";
import { deadLetterDetailsSchema, redrivePreviewSchema } from "./entities.ts";
import {
	arrivalsSchema,
	changedLettersSchema,
	discardLettersSchema,
	letterIdSchema,
	letterPageSchema,
	letterSummaryInputSchema,
	letterSummarySchema,
	listLettersSchema,
	redriveLettersSchema,
	restoreLettersSchema,
} from "./requests.ts";

const tags = ["dead letters"];

export const lettersRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/dead-letters", tags, summary: "Dead letters, newest first" } })
		.input(listLettersSchema)
		.output(stored(letterPageSchema))
		.query(({ ctx, input }) => ctx.api.listLetters(input)),
	summary: viewer
		.meta({ openapi: { method: "GET", path: "/api/dead-letters/summary", tags, summary: "Dead letters by group and reason" } })
		.input(letterSummaryInputSchema)
		.output(letterSummarySchema)
		.query(({ ctx, input }) => ctx.api.letterSummary(input)),
	arrivals: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/dead-letters/arrivals",
				tags,
				summary: "Dead letters by the hour of the last week in which they failed",
			},
		})
		.input(letterSummaryInputSchema)
		.output(arrivalsSchema)
		.query(({ ctx, input }) => ctx.api.letterArrivals(input)),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/dead-letters/{id}", tags, summary: "A dead letter with its headers and value" } })
		.input(letterIdSchema)
		.output(deadLetterDetailsSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.getLetter(input.id), "dead letter", input.id)),
	discard: acts("operator", "discardLetters")
		.meta({ openapi: { method: "POST", path: "/api/dead-letters/discard", tags, summary: "Discard dead letters; it can be undone" } })
		.input(discardLettersSchema)
		.output(changedLettersSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("discardLetters", input, ctx.request)),
	redrive: acts("operator", "redriveLetters")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/dead-letters/redrive",
				tags: [...tags, "jobs"],
				summary: "Publish the records of dead letters again, for the group that failed, as a job; with dryRun, what it would do",
			},
			status: 202,
		})
		.input(redriveLettersSchema)
		.output(z.union([jobSchema, redrivePreviewSchema]))
		.mutation(({ ctx, input: { dryRun, ...order } }) =>
			dryRun ? ctx.api.previewRedrive(order) : ctx.api.execute("redriveLetters", order, ctx.request),
		),
	restore: acts("operator", "restoreLetters")
		.meta({ openapi: { method: "POST", path: "/api/dead-letters/restore", tags, summary: "Undo the discard of dead letters" } })
		.input(restoreLettersSchema)
		.output(changedLettersSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("restoreLetters", input, ctx.request)),
});
