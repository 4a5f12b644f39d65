import type { AnalyticsQueries } from "../../../../ports/queries/analytics.ts";
import type { Statements } from "./statements.ts";

export function createAnalyticsQueries(statements: Statements): AnalyticsQueries {
	return {
		aggregates: async () => statements.docs("SELECT doc FROM aggregates ORDER BY key"),
		minutes: async (from) => statements.docs("SELECT doc FROM minutes WHERE minute >= ? ORDER BY minute, key", from),
	};
}
