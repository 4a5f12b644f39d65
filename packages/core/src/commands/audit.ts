/** The operator audit log: one record a mutation, in the same unit of work as what it records. */
import type { Actor } from "@orderdeck/contracts/session";
import { isoOf } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Write } from "../ports/documents.ts";

export interface AuditEntry {
	readonly action: string;
	/** What was acted on, such as `order:123`. */
	readonly target: string;
	readonly before: unknown;
	readonly after: unknown;
}

/** The write that leaves the record. */
export function audited(clock: Clock, actor: Actor, entry: AuditEntry): Write {
	const at = isoOf(clock.now());
	const audit_id = `${at}-${clock.id()}`;
	const doc = {
		audit_id,
		at,
		actor: actor.name,
		role: actor.role,
		action: entry.action,
		target: entry.target,
		before: entry.before,
		after: entry.after,
	};
	return { op: "insert", collection: "audit", key: audit_id, doc };
}
