/** The record procedures. */
import { router, viewer } from "../procedures.ts";
import { recordViewSchema } from "./entities.ts";
import { recordPositionSchema } from "./requests.ts";

export const recordsRouter = router({
	get: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/records/{topic}/{partition}/{offset}",
				tags: ["records"],
				summary: "One record of the log: bytes, headers, what it is read as, and which groups are past it",
			},
		})
		.input(recordPositionSchema)
		.output(recordViewSchema)
		.query(({ ctx, input }) => ctx.api.getRecord(input)),
});
