import { z } from "zod";
import type { ShipmentQueries } from "../../../ports/queries/shipments.ts";
import { dueShipmentsQuery, nextDueQuery } from "../statements/shipments.ts";
import { existing, idSchema, type Reading, run } from "./reading.ts";

const dueSchema = z.object({ due_at: z.number() });

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
	};
}
