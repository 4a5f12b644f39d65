/** The audit log. */
import type { AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { Page, PageRequest } from "./page.ts";

export interface AuditQueries {
	/** Newest first. */
	listAudit(page: PageRequest): Promise<Page<AuditRecord>>;
}
