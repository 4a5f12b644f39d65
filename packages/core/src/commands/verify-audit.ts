/** Checks the audit log for records that were changed or removed after they were written. */
import { type AuditRecord, auditRecordSchema } from "@orderdeck/contracts/audit/entities";
import { hashOf } from "./audit-log.ts";

export interface AuditVerdict {
	/** So many records before the damaged one, or all. */
	readonly verified: number;
	readonly damaged: { readonly auditId: string; readonly problem: string } | undefined;
}

/**
 * Reads `records` in the order of their chains (writer, then number) up to the first that is damaged. The last record of a chain has no
 * successor that holds its hash: that it was changed is found only where it is no audit record any more.
 */
export async function verifyAudit(records: AsyncIterable<Readonly<AuditRecord>>): Promise<AuditVerdict> {
	let verified = 0;
	let before: Readonly<AuditRecord> | undefined;
	for await (const record of records) {
		const problem = problemOf(record, before?.writer === record.writer ? before : undefined);
		if (problem !== undefined) return { verified, damaged: problem };
		verified += 1;
		before = record;
	}
	return { verified, damaged: undefined };
}

function problemOf(record: Readonly<AuditRecord>, before: Readonly<AuditRecord> | undefined): AuditVerdict["damaged"] {
	const { audit_id: auditId, writer, seq, prev } = record;
	if (!auditRecordSchema.safeParse(record).success) return { auditId, problem: "is not an audit record" };
	const expected = (before?.seq ?? -1) + 1;
	if (seq !== expected) return { auditId, problem: `is number ${seq} of writer ${writer}; number ${expected} is missing` };
	if (before !== undefined && hashOf(before) !== prev) {
		return { auditId: before.audit_id, problem: `was changed: its successor ${auditId} holds another hash` };
	}
	if (before === undefined && prev !== null) return { auditId, problem: "holds the hash of a record that is missing" };
	return undefined;
}
