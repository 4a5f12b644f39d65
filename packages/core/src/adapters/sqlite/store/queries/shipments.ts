import type { ShipmentQueries } from "../../../../ports/queries/shipments.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import type { Statements } from "./statements.ts";

export function createShipmentQueries(statements: Statements): ShipmentQueries {
	return {
		async dueShipments(now, limit) {
			const query = "SELECT cas, doc FROM shipments WHERE live = 1 AND due_at <= ? ORDER BY due_at LIMIT ?";
			return statements.versioned(query, now, limit);
		},
		async nextShipmentDue() {
			const query = "SELECT min(due_at) AS due FROM shipments WHERE live = 1";
			return statements.get<{ due: number | null }>(query)?.due ?? undefined;
		},
		async shipmentsUnderway() {
			const query = `SELECT currency, count(*) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum
				FROM shipments INDEXED BY shipments_live WHERE live = 1 AND ten_thousandths IS NOT NULL GROUP BY currency ORDER BY currency`;
			return statements.all<MoneyRow>(query).map(moneyGroupOf);
		},
	};
}
