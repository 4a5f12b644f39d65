import type { DatabaseSync } from "node:sqlite";
import { hourPrefix, nextHour } from "../../../../domain/quarters.ts";
import type { AnalyticsQueries } from "../../../../ports/queries/analytics.ts";
import { transaction } from "../../transaction.ts";
import type { Documents } from "../documents.ts";
import type { Statements } from "./statements.ts";

export function createAnalyticsQueries(sql: DatabaseSync, statements: Statements, documents: Documents): AnalyticsQueries {
	return {
		aggregates: async () => statements.docs("SELECT doc FROM aggregates ORDER BY key"),
		minutes: async (from) => statements.docs("SELECT doc FROM minutes WHERE minute >= ? ORDER BY minute, key", from),
		quarters: async (from, to) =>
			statements.docs("SELECT doc FROM quarters WHERE key >= ? AND key < ? ORDER BY key", keyAt(from), keyAt(to)),
		async dropQuarters(before) {
			const keys = statements.keys("SELECT key FROM quarters WHERE key < ?", keyAt(before));
			if (keys.length > 0) transaction(sql, () => documents.remove("quarters", keys));
		},
	};
}

/** What the keys of the hours from this time on are not below. */
function keyAt(time: number): string {
	return hourPrefix(nextHour(time));
}
