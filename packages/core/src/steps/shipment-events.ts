/** What shipping publishes of a shipment. */
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { isoOf } from "../domain/instant.ts";
import type { ShipmentRecord } from "../domain/shipment.ts";

const ANNOUNCES = { CREATED: "SHIPMENT_CREATED", DISPATCHED: "SHIPMENT_DISPATCHED", DELIVERED: "SHIPMENT_DELIVERED" } as const;

/** Whether other groups need to know of the status. */
export function isAnnounced(status: ShipmentRecord["status"]): status is keyof typeof ANNOUNCES {
	return status in ANNOUNCES;
}

/** The event that the shipment has reached the status; none for a status that other groups do not need. `now`: ms since the epoch. */
export function shipmentEvents(
	status: ShipmentRecord["status"],
	shipment: Readonly<ShipmentRecord> | undefined,
	now: number,
): OrderEvent[] {
	if (shipment === undefined || !isAnnounced(status)) return [];
	const { order_id, carrier, tracking_id, amount, currency, due_at } = shipment;
	const type = ANNOUNCES[status];
	const data = {
		order_id,
		status,
		...(carrier === undefined ? {} : { carrier }),
		...(tracking_id === undefined ? {} : { tracking_id }),
		// Announced again later, the shipment is due for something else.
		...(status === "CREATED" && shipment.status === "CREATED" && due_at !== null ? { dispatch_due_at: isoOf(due_at) } : {}),
		...(amount === undefined ? {} : { amount }),
		...(currency === undefined ? {} : { currency }),
	};
	return [
		{ type, id: eventId(order_id, type), source: "shipping-service", time: isoOf(now), topic: "shipping", key: String(order_id), data },
	];
}
