import type { ShipmentQueries } from "../../../../ports/queries/shipments.ts";
import type { Statements } from "./statements.ts";

export function createShipmentQueries(statements: Statements): ShipmentQueries {
	return {
		async dueShipments(now, limit) {
			const query = "SELECT cas, doc FROM shipments WHERE due_at <= ? ORDER BY due_at LIMIT ?";
			return statements.versioned(query, now, limit);
		},
		async nextShipmentDue() {
			const query = "SELECT min(due_at) AS due FROM shipments WHERE due_at IS NOT NULL";
			return statements.get<{ due: number | null }>(query)?.due ?? undefined;
		},
	};
}
