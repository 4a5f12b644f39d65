/** Records of every release in the form of this one. */
import { AUDIT_OUTCOMES, type AuditOutcome, type AuditRecord, type EarlierAuditRecord } from "./entities.ts";

/** What was not recorded in earlier releases is null, or what it was then: they recorded only what took effect. */
export function completed(record: Readonly<EarlierAuditRecord | AuditRecord>): AuditRecord {
	if ("schema" in record) return record;
	return {
		...record,
		actor_name: record.actor,
		targets: [],
		reason: null,
		request_id: null,
		result: "done",
		client: "api",
		auth: "unknown",
		ip: null,
		part_of: null,
		schema: 1,
		writer: null,
		seq: null,
		prev: null,
	};
}

export function outcomeOf({ result }: Pick<AuditRecord, "result">): AuditOutcome {
	return AUDIT_OUTCOMES.find((outcome) => result === outcome || result.startsWith(`${outcome}:`)) ?? "failed";
}
