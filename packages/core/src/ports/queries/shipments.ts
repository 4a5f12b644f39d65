/** Shipments that are due or in progress. */
import type { ShipmentRecord } from "../../domain/shipment.ts";
import type { Versioned } from "../documents.ts";
import type { MoneyGroup } from "./money-group.ts";

export interface ShipmentQueries {
	/** Shipments with `due_at` at or before `now` (ms), earliest first. */
	dueShipments(now: number, limit: number): Promise<readonly Versioned<ShipmentRecord>[]>;
	/** The earliest `due_at` of all shipments; undefined when nothing is due. */
	nextShipmentDue(): Promise<number | undefined>;
	/** Shipments CREATED or DISPATCHED, by currency. */
	shipmentsUnderway(): Promise<readonly MoneyGroup[]>;
}
