/** shipping-group: ships what is paid and reserved; dispatch and delivery fall due by times that are stored. */
import { type EventType, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import { cancelShipment, type ShipmentRecord, shipmentAfterPaid, shipmentAfterReserved } from "../domain/shipment.ts";
import { NO_EFFECTS, type Step, type StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";
import { isAnnounced, shipmentEvents } from "./shipment-events.ts";
import { shippingTick } from "./shipping-tick.ts";

const ACTS_ON: ReadonlySet<EventType> = new Set([
	"PAYMENT_PROCESSED",
	"PAYMENT_FAILED",
	"PAYMENT_REFUNDED",
	"INVENTORY_RESERVED",
	"INVENTORY_FAILED",
	"INVENTORY_RELEASED",
]);

export const shippingStep: Step = {
	group: GROUPS.shipping,
	topics: [TOPICS.payments, TOPICS.inventory],
	async handle(batch, deps) {
		const orders = batch.filter(({ event }) => ACTS_ON.has(event.type));
		if (orders.length === 0) return NO_EFFECTS;
		const shipments = await Documents.read(
			"shipments",
			orders.map(({ event }) => event.key),
			deps,
		);
		const created = new Set<string>();
		for (const { event } of orders) {
			const before = shipments.get(event.key);
			const after = shipmentAfter(before, event, deps);
			if (after === undefined) continue;
			shipments.set(event.key, after);
			// Where events may have been lost after their writes, what was created before is announced again.
			if (after.status === "CREATED" && after !== before) created.add(event.key);
			else if (!deps.atomic && isAnnounced(after.status)) created.add(event.key);
		}
		return {
			writes: shipments.writes(),
			events: [...created].flatMap((key) => shipmentEvents("CREATED", shipments.get(key), deps.clock.now())),
		};
	},

	tick: shippingTick,
};

/** The shipment after an event; undefined when the event does not concern it. */
function shipmentAfter(
	shipment: Readonly<ShipmentRecord> | undefined,
	event: PlacedEvent["event"],
	deps: StepDeps,
): ShipmentRecord | undefined {
	const now = deps.clock.now();
	switch (event.type) {
		case "PAYMENT_PROCESSED":
			return shipmentAfterPaid(shipment, event.data, now, deps.settings);
		case "INVENTORY_RESERVED":
			return shipmentAfterReserved(shipment, event.data, now, deps.settings);
		case "PAYMENT_FAILED":
		case "PAYMENT_REFUNDED":
		case "INVENTORY_FAILED":
		case "INVENTORY_RELEASED": {
			const verdict = cancelShipment(shipment, event.data.order_id, isoOf(now));
			return verdict.kind === "cancelled" ? verdict.shipment : undefined;
		}
		default:
			return undefined;
	}
}
