import { fromCents } from "../../../../domain/money.ts";
import type { FraudQueries } from "../../../../ports/queries/fraud.ts";
import { listAlerts } from "./alert-list.ts";
import type { Statements } from "./statements.ts";

export function createFraudQueries(statements: Statements): FraudQueries {
	return {
		listAlerts: async (query, page) => listAlerts(statements, query, page),
		async openAlerts() {
			const query = "SELECT count, cents FROM alert_totals WHERE state = 'OPEN'";
			const totals = statements.get<{ count: number; cents: number }>(query);
			return { count: totals?.count ?? 0, amount: fromCents(totals?.cents ?? 0) };
		},
	};
}
