/** What the daemon does for the audit procedures. */
import type { z } from "zod";
import type { auditPageSchema, listAuditSchema } from "./requests.ts";

export interface AuditApi {
	/** Newest first. */
	listAudit(query: z.infer<typeof listAuditSchema>): Promise<z.infer<typeof auditPageSchema>>;
}
