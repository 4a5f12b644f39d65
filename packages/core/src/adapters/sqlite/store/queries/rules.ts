import type { DatabaseSync } from "node:sqlite";
import { HOUR_MS } from "../../../../domain/quarters.ts";
import { MOST_SUPPRESSIONS, type RuleQueries } from "../../../../ports/queries/rules.ts";
import { transaction } from "../../transaction.ts";
import type { Documents } from "../documents.ts";
import type { Statements } from "./statements.ts";

interface HourRow {
	readonly hour: number;
	readonly live: number;
	readonly shadow: number;
	readonly orders: number;
}

/** Results removed in one transaction of some milliseconds. */
const REMOVED_AT_ONCE = 1_000;

export function createRuleQueries(sql: DatabaseSync, statements: Statements, documents: Documents): RuleQueries {
	return {
		suppressions: async (rule, at) =>
			statements.docs(
				`SELECT doc FROM suppressions WHERE rule = ? AND until > ? ORDER BY until DESC, key LIMIT ${MOST_SUPPRESSIONS}`,
				rule,
				at,
			),
		async shadowHours(rule, version) {
			const query = `SELECT at / ${HOUR_MS} * ${HOUR_MS} AS hour, live, shadow, count(*) AS orders
				FROM shadow_results WHERE rule = ? AND version = ? GROUP BY hour, live, shadow`;
			const rows = statements.all<HourRow>(query, rule, version);
			return rows.map(({ hour, live, shadow, orders }) => ({ hour, live: live === 1, shadow: shadow === 1, orders }));
		},
		async dropShadowResults(before) {
			for (;;) {
				const keys = statements.keys(`SELECT key FROM shadow_results WHERE at < ? LIMIT ${REMOVED_AT_ONCE}`, before);
				if (keys.length > 0) transaction(sql, () => documents.remove("shadow_results", keys));
				if (keys.length < REMOVED_AT_ONCE) return;
			}
		},
	};
}
