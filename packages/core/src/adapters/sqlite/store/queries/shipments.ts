import { fromCents } from "../../../../domain/money.ts";
import type { ShipmentQueries } from "../../../../ports/queries/shipments.ts";
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
			const query = `SELECT count(*) AS orders, sum(cents) AS cents, min(due_at) AS due
				FROM shipments INDEXED BY shipments_live WHERE live = 1 AND cents IS NOT NULL`;
			const sums = statements.get<{ orders: number; cents: number | null; due: number | null }>(query);
			return { orders: sums?.orders ?? 0, amount: fromCents(sums?.cents ?? 0), oldestDueAt: sums?.due ?? undefined };
		},
	};
}
