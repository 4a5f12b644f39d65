import type { SQLInputValue } from "node:sqlite";
import { completed } from "@orderdeck/contracts/audit/recorded";
import { sortableInstant } from "@orderdeck/contracts/instant";
import type { Collections } from "../../../../ports/documents.ts";
import type { AuditFilter, AuditQueries } from "../../../../ports/queries/audit.ts";
import { decodeCursor } from "../../../cursor.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

export function createAuditQueries(statements: Statements): AuditQueries {
	return {
		async listAudit(filter, { limit, cursor }) {
			const list = `audit:${JSON.stringify(filter)}`;
			const [at, key] = cursor === undefined ? [Number.MAX_SAFE_INTEGER, ""] : decodeCursor(list, cursor, placeSchema);
			const { conditions, values } = conditionsOf(filter);
			const query = `SELECT at, key, doc FROM audit WHERE (at, key) < (?, ?)${conditions} ORDER BY at DESC, key DESC LIMIT ?`;
			const rows = statements.all<PlacedRow>(query, at, key, ...values, limit + 1);
			return pageOf(list, rows, limit, (doc) => completed(JSON.parse(doc) as Collections["audit"]));
		},
		async chainedAudit(limit, { writer, seq } = { writer: "", seq: 0 }) {
			const query = "SELECT doc FROM audit WHERE (writer, seq) > (?, ?) ORDER BY writer, seq LIMIT ?";
			return statements.docs<Collections["audit"]>(query, writer, seq, limit).map(completed);
		},
	};
}

/** `conditions` is empty or begins with AND. */
function conditionsOf({ actor, action, target, outcome, from, to }: AuditFilter): { conditions: string; values: SQLInputValue[] } {
	const given: readonly (readonly [string, SQLInputValue | undefined])[] = [
		["target = ?", target],
		["actor = ?", actor],
		["action IN (SELECT value FROM json_each(?))", action && JSON.stringify(action)],
		["outcome = ?", outcome],
		["at >= ?", from && sortableInstant(from)],
		["at <= ?", to && sortableInstant(to)],
	];
	const set = given.flatMap(([condition, value]) => (value === undefined ? [] : [{ condition, value }]));
	return { conditions: set.map(({ condition }) => ` AND ${condition}`).join(""), values: set.map(({ value }) => value) };
}
