/** The audit log, newest first or along the chains of its writers. Fresh: operators see what they have just done. */
import { sortableInstant } from "@orderdeck/contracts/instant";
import type { AuditFilter, AuditPlace } from "../../../ports/queries/audit.ts";
import { AT, below, type JournalPlace, NEWEST } from "./journals.ts";
import { field, ID, type Index, type Parameter, type Query } from "./statement.ts";

const OUTCOME = field("_orderdeck.outcome");
const [ACTOR, ACTION, TARGET, WRITER, SEQ] = ["actor", "action", "target", "writer", "seq"].map(field) as [
	string,
	string,
	string,
	string,
	string,
];

export const AUDIT_LISTED: Index = { name: "orderdeck_audit_listed", on: "audit", keys: [...NEWEST, ACTOR, ACTION, OUTCOME] };
export const AUDIT_OF_TARGET: Index = { name: "orderdeck_audit_of_target", on: "audit", keys: [TARGET, ...NEWEST, ACTOR, ACTION, OUTCOME] };
export const AUDIT_CHAINS: Index = { name: "orderdeck_audit_chains", on: "audit", keys: [WRITER, SEQ, ID] };

export function auditQuery(filter: AuditFilter, { limit, after }: { limit: number; after?: JournalPlace | undefined }): Query {
	const { actor, action, target, outcome, from, to } = filter;
	const given: readonly (readonly [string, string, Parameter | undefined])[] = [
		[`${TARGET} = $target`, "target", target],
		[`${ACTOR} = $actor`, "actor", actor],
		[`${ACTION} IN $action`, "action", action],
		[outcome === "done" ? DONE : `${OUTCOME} = $outcome`, "outcome", outcome],
		[`${AT} >= $from`, "from", from === undefined ? undefined : sortableInstant(from)],
		[`${AT} <= $to`, "to", to === undefined ? undefined : sortableInstant(to)],
	];
	const set = given.flatMap(([condition, name, value]) => (value === undefined ? [] : [{ condition, name, value }]));
	const place = after === undefined ? { where: [`${AT} IS NOT MISSING`], parameters: {} } : below(after);
	return {
		about: "the audit log",
		index: target === undefined ? AUDIT_LISTED : AUDIT_OF_TARGET,
		select: { id: ID, at: AT },
		where: [...place.where, ...set.map(({ condition }) => condition)],
		orderBy: NEWEST,
		limit,
		parameters: { ...place.parameters, ...Object.fromEntries(set.map(({ name, value }) => [name, value])) },
		fresh: true,
	};
}

/** Records of earlier releases have no outcome: what they record took effect. */
const DONE = `(${OUTCOME} = $outcome OR ${OUTCOME} IS MISSING)`;

export function chainedAuditQuery(limit: number, after: AuditPlace | undefined): Query {
	return {
		about: "the chains of the audit log",
		index: AUDIT_CHAINS,
		select: { id: ID },
		where: [`${WRITER} >= $writer`, `(${WRITER} > $writer OR ${SEQ} > $seq)`],
		orderBy: [WRITER, SEQ],
		limit,
		parameters: { writer: after?.writer ?? "", seq: after?.seq ?? 0 },
		fresh: true,
	};
}
