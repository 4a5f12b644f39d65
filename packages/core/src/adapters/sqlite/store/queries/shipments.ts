import type { ShipmentQueries } from "../../../../ports/queries/shipments.ts";
import { type Documents, existing } from "../documents.ts";
import type { Statements } from "./statements.ts";

export function createShipmentQueries(statements: Statements, documents: Documents): ShipmentQueries {
	return {
		async dueShipments(now, limit) {
			const query = "SELECT key FROM shipments WHERE due_at <= ? ORDER BY due_at LIMIT ?";
			return existing(documents, "shipments", statements.keys(query, now, limit));
		},
		async nextShipmentDue() {
			const query = "SELECT min(due_at) AS due FROM shipments WHERE due_at IS NOT NULL";
			return statements.get<{ due: number | null }>(query)?.due ?? undefined;
		},
	};
}
