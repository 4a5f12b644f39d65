import type { FraudQueries } from "../../../../ports/queries/fraud.ts";
import { listAlerts } from "./alert-list.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import type { Statements } from "./statements.ts";

export function createFraudQueries(statements: Statements): FraudQueries {
	return {
		listAlerts: async (query, page) => listAlerts(statements, query, page),
		async openAlerts() {
			const query = `SELECT currency, count, CAST(ten_thousandths AS TEXT) AS sum FROM alert_totals
				WHERE state = 'OPEN' AND count > 0 ORDER BY currency`;
			return statements.all<MoneyRow>(query).map(moneyGroupOf);
		},
		ruleHours: async () => [],
		openByRule: async () => ({}),
		verdicts: async () => ({ items: [], next: undefined }),
	};
}
