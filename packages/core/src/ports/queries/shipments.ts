/** Shipments that are due. */
import type { ShipmentRecord } from "../../domain/shipment.ts";
import type { Versioned } from "../documents.ts";

export interface ShipmentQueries {
	/** Shipments with `due_at` at or before `now` (ms), earliest first. */
	dueShipments(now: number, limit: number): Promise<readonly Versioned<ShipmentRecord>[]>;
	/** The earliest `due_at` of all shipments; undefined when nothing is due. */
	nextShipmentDue(): Promise<number | undefined>;
}
