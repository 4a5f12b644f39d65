/** The audit log. */
import type { AuditOutcome, AuditRecord } from "@orderdeck/contracts/audit/entities";
import type { Page, PageRequest } from "./page.ts";

export interface AuditFilter {
	readonly actor?: string | undefined;
	/** Any of these. */
	readonly action?: readonly string[] | undefined;
	readonly target?: string | undefined;
	readonly outcome?: AuditOutcome | undefined;
	/** ISO 8601, both inclusive. */
	readonly from?: string | undefined;
	readonly to?: string | undefined;
}

/** A record's place in the chain of its writer. */
export interface AuditPlace {
	readonly writer: string;
	readonly seq: number;
}

export interface AuditQueries {
	/** Newest first. */
	listAudit(filter: AuditFilter, page: PageRequest): Promise<Page<AuditRecord>>;
	/** The records that hold a hash, by writer and then by number, after that place. Those of earlier releases have neither. */
	chainedAudit(limit: number, after?: AuditPlace): Promise<readonly AuditRecord[]>;
}
