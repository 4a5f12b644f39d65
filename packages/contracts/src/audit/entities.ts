/** The operator audit log. */
import { z } from "zod";

/** One entry of the operator audit log. */
export const auditRecordSchema = z.object({
	audit_id: z.string(),
	at: z.string(),
	actor: z.string(),
	role: z.string(),
	action: z.string(),
	target: z.string(),
	before: z.unknown(),
	after: z.unknown(),
});

export type AuditRecord = z.infer<typeof auditRecordSchema>;
