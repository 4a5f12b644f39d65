/** The audit procedures. */
import { router, viewer } from "../procedures.ts";
import { auditPageSchema, listAuditSchema } from "./requests.ts";

export const auditRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/audit", tags: ["audit"], summary: "Audit records, newest first" } })
		.input(listAuditSchema)
		.output(auditPageSchema)
		.query(({ ctx, input }) => ctx.api.listAudit(input)),
});
