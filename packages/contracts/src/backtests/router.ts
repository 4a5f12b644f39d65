/** The backtest procedures. */
import { jobSchema } from "../jobs/entities.ts";
import { acts, found, router, stored, viewer } from "../procedures.ts";
import { backtestSchema } from "./entities.ts";
import { backtestIdSchema, startBacktestSchema } from "./requests.ts";

const tags = ["rules", "jobs"];

export const backtestsRouter = router({
	start: acts("operator", "startBacktest")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/rules/backtest",
				tags,
				summary: "What rules would have flagged among recorded orders, as a job",
			},
			status: 202,
		})
		.input(startBacktestSchema)
		.output(jobSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("startBacktest", input, ctx.request)),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/rules/backtests/{id}", tags, summary: "A backtest and its result" } })
		.input(backtestIdSchema)
		.output(stored(backtestSchema))
		.query(async ({ ctx, input }) => found(await ctx.api.getBacktest(input.id), "backtest", input.id)),
});
