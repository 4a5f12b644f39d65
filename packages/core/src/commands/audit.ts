/** The operator audit log: one record for each command, in the same unit of work as what it records. */
import { isoOf } from "../domain/instant.ts";
import type { Write } from "../ports/documents.ts";
import type { Attempt, AuditEntry } from "./decision.ts";

/** The write that leaves the record: one for each attempt, however often it is tried. */
export function auditRecord({ id, at: ms, actor }: Attempt, { action, target, before, after }: AuditEntry): Write {
	const at = isoOf(ms);
	const audit_id = `${at}-${id}`;
	const doc = { audit_id, at, actor: actor.name, role: actor.role, action, target, before, after };
	return { op: "ensure", collection: "audit", key: audit_id, doc };
}
