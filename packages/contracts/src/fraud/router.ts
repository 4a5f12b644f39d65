/** The fraud alert procedures. */
import { router, viewer } from "../procedures.ts";
import { alertPageSchema, listAlertsSchema } from "./requests.ts";

export const alertsRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/alerts", tags: ["fraud"], summary: "Fraud alerts, worst first" } })
		.input(listAlertsSchema)
		.output(alertPageSchema)
		.query(({ ctx, input }) => ctx.api.listAlerts(input)),
});
