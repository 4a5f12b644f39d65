/** shipping-group: ships what is paid and reserved; dispatch and delivery fall due by times that are stored. */
import type { Shipment } from "@orderdeck/contracts/entities";
import { eventId } from "@orderdeck/contracts/events";
import { type EventType, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-view.ts";
import { advance, cancelShipment, shipmentAfterPaid, shipmentAfterReserved } from "../domain/shipment.ts";
import { put } from "../ports/order-store.ts";
import { Documents } from "./documents.ts";
import { NO_EFFECTS, type OutgoingEvent, type Step, type StepDeps } from "./step.ts";

const DUE_AT_ONCE = 1_000;
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
		const touched = new Set<string>();
		for (const { event } of orders) {
			const after = shipmentAfter(shipments.get(event.key), event, deps);
			if (after === undefined) continue;
			shipments.set(event.key, after);
			touched.add(event.key);
		}
		const created = [...touched].filter((key) => shipments.get(key)?.status === "CREATED");
		return { writes: shipments.writes(), events: created.flatMap((key) => announce(shipments.get(key), deps)) };
	},

	async tick(deps) {
		const now = deps.clock.now();
		const due = await deps.store.dueShipments(now, DUE_AT_ONCE);
		if (due.length === 0) return NO_EFFECTS;
		const moved = due.map((read) => ({ read, after: advance(read.doc, now, deps.settings) }));
		return {
			writes: moved.map(({ read, after }) => put("shipments", String(after.order_id), read, after)),
			events: moved.flatMap(({ after }) => announce(after, deps)),
		};
	},
};

/** The shipment after an event; undefined when the event does not concern it. */
function shipmentAfter(shipment: Readonly<Shipment> | undefined, event: PlacedEvent["event"], deps: StepDeps): Shipment | undefined {
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

const ANNOUNCES = { CREATED: "SHIPMENT_CREATED", DISPATCHED: "SHIPMENT_DISPATCHED", DELIVERED: "SHIPMENT_DELIVERED" } as const;

function announce(shipment: Readonly<Shipment> | undefined, deps: StepDeps): OutgoingEvent[] {
	if (shipment === undefined || shipment.status === "WAITING" || shipment.status === "CANCELLED") return [];
	const { order_id, status, carrier, tracking_id, amount } = shipment;
	const type = ANNOUNCES[status];
	const data = {
		order_id,
		status,
		...(carrier === undefined ? {} : { carrier }),
		...(tracking_id === undefined ? {} : { tracking_id }),
		...(amount === undefined ? {} : { amount }),
	};
	const time = isoOf(deps.clock.now());
	return [{ type, id: eventId(order_id, type), source: "shipping-service", time, topic: "shipping", key: String(order_id), data }];
}
