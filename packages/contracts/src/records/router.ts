/** The record procedures. */
import { router, viewer } from "../procedures.ts";
import { recordPlaceSchema, recordViewSchema } from "./entities.ts";
import { recordPositionSchema, recordSinceSchema } from "./requests.ts";

export const recordsRouter = router({
	firstSince: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/records/{topic}/{partition}",
				tags: ["records"],
				summary: "The position of a partition's first record at or after a time",
			},
		})
		.input(recordSinceSchema)
		.output(recordPlaceSchema)
		.query(({ ctx, input }) => ctx.api.firstRecordSince(input)),
	get: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/records/{topic}/{partition}/{offset}",
				tags: ["records"],
				summary: "One record of the log: bytes, headers, decoded event, and which groups are past it",
			},
		})
		.input(recordPositionSchema)
		.output(recordViewSchema)
		.query(({ ctx, input }) => ctx.api.getRecord(input)),
});
