import { z } from "zod";
import { fromCents } from "../../../domain/money.ts";
import type { ShipmentQueries } from "../../../ports/queries/shipments.ts";
import { dueShipmentsQuery, nextDueQuery, underwayQuery } from "../statements/shipments.ts";
import { existing, idSchema, type Reading, run } from "./reading.ts";

const dueSchema = z.object({ due_at: z.number() });
const sumSchema = z.object({ orders: z.number(), cents: z.number().nullable(), due_at: z.number().nullable() });

export function createShipmentQueries(reading: Reading): ShipmentQueries {
	return {
		async dueShipments(now, limit) {
			const rows = await run(reading, dueShipmentsQuery(now, limit), idSchema);
			const keys = rows.map(({ id }) => id);
			const found = await existing(reading, "shipments", keys);
			// The index may not know yet that one is no longer due.
			return found.filter(({ doc }) => doc.due_at !== null && doc.due_at <= now);
		},
		async nextShipmentDue() {
			const [row] = await run(reading, nextDueQuery(), dueSchema);
			return row?.due_at;
		},
		async shipmentsUnderway() {
			const [row] = await run(reading, underwayQuery(), sumSchema);
			return { orders: row?.orders ?? 0, amount: fromCents(row?.cents ?? 0), oldestDueAt: row?.due_at ?? undefined };
		},
	};
}
