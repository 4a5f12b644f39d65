/** The replay procedures; a replay is started by `orders.replay`. */
import { z } from "zod";
import { acts, found, router, viewer } from "../procedures.ts";
import { replayJobSchema } from "./entities.ts";
import { replayIdSchema, replayListSchema } from "./requests.ts";

export const replaysRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/replays", tags: ["replay"], summary: "Replay jobs, newest first" } })
		.input(z.void())
		.output(replayListSchema)
		.query(async ({ ctx }) => ({ jobs: [...(await ctx.api.listReplays())] })),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/replays/{id}", tags: ["replay"], summary: "A replay job and its progress" } })
		.input(replayIdSchema)
		.output(replayJobSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.getReplay(input.id), "replay job", input.id)),
	cancel: acts("operator", "cancelReplay")
		.meta({ openapi: { method: "POST", path: "/api/replays/{id}/cancel", tags: ["replay"], summary: "Stop a replay job" } })
		.input(replayIdSchema)
		.output(replayJobSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("cancelReplay", input, ctx.request)),
});
