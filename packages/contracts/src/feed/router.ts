/** The event procedures. */
import { router, viewer } from "../procedures.ts";
import { eventPageSchema, listEventsSchema } from "./requests.ts";

export const eventsRouter = router({
	list: viewer
		.meta({
			openapi: {
				method: "GET",
				path: "/api/events",
				tags: ["events"],
				summary: "Events as the log has them, oldest first, from a time or an offset on",
			},
		})
		.input(listEventsSchema)
		.output(eventPageSchema)
		.query(({ ctx, input }) => ctx.api.listEvents(input)),
});
