/** The consumer lag procedures. */
import { z } from "zod";
import { router, viewer } from "../procedures.ts";
import { lagPointSchema } from "./entities.ts";
import { lagSchema } from "./requests.ts";

export const lagRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/lag", tags: ["lag"], summary: "Consumer groups, worst first" } })
		.input(z.void())
		.output(lagSchema)
		.query(async ({ ctx }) => ({ groups: [...(await ctx.api.lag())] })),
	history: viewer
		.input(z.void())
		.output(z.record(z.string(), z.array(lagPointSchema)))
		.query(async ({ ctx }) =>
			Object.fromEntries(Object.entries(await ctx.api.lagHistory()).map(([group, points]) => [group, [...points]])),
		),
});
