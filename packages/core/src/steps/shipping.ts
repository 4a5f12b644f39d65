/** shipping-group: ships what is paid and reserved; dispatch and delivery fall due by times that are stored. */
import { eventId, type OrderEvent } from "@orderdeck/contracts/events";
import { type EventType, GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { PlacedEvent } from "../domain/order-document.ts";
import {
	advance,
	cancelShipment,
	published,
	type ShipmentRecord,
	shipmentAfterPaid,
	shipmentAfterReserved,
	withOutbox,
} from "../domain/shipment.ts";
import { put, type Versioned } from "../ports/documents.ts";
import { type Effects, NO_EFFECTS, type Step, type StepDeps } from "../runtime/step.ts";
import { Documents } from "./documents.ts";

const MOST_DUE = 1_000;
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
			else if (!deps.atomic && after.status in ANNOUNCES) created.add(event.key);
		}
		return { writes: shipments.writes(), events: [...created].flatMap((key) => announce("CREATED", shipments.get(key), deps)) };
	},

	async tick(deps, owns) {
		// One time for all of it: a clock that is set back must not find a shipment due that cannot be advanced yet.
		const now = deps.clock.now();
		const due = (await deps.store.dueShipments(now, MOST_DUE)).filter(({ doc }) => owns(String(doc.order_id)));
		if (due.length === 0) return NO_EFFECTS;
		return deps.atomic ? advanceAll(due, now, deps) : advanceWithOutbox(due, now, deps);
	},
};

function advanceAll(due: readonly Versioned<ShipmentRecord>[], now: number, deps: StepDeps): Effects {
	const moved = due.map((read) => ({ read, after: advance(read.doc, now, deps.settings) }));
	return {
		writes: moved.map(({ read, after }) => put("shipments", String(after.order_id), read, after)),
		events: moved.flatMap(({ after }) => announce(after.status, after, deps)),
	};
}

/** The records keep their events until those are published: any tick that finds a record with one publishes it. */
function advanceWithOutbox(due: readonly Versioned<ShipmentRecord>[], now: number, deps: StepDeps): Effects {
	const moved = due.map((read) => {
		if (read.doc.outbox !== undefined) return { read, after: read.doc };
		const after = advance(read.doc, now, deps.settings);
		const [event] = announce(after.status, after, deps);
		return { read, after: event === undefined ? after : withOutbox(after, event, now) };
	});
	const keys = moved.map(({ after }) => String(after.order_id));
	return {
		writes: moved.flatMap(({ read, after }) => (after === read.doc ? [] : put("shipments", String(after.order_id), read, after))),
		events: moved.flatMap(({ after }) => after.outbox ?? []),
		next: async () => {
			const shipments = await Documents.read("shipments", keys, deps);
			for (const key of keys) {
				const shipment = shipments.get(key);
				if (shipment?.outbox !== undefined) shipments.set(key, published(shipment, deps.settings.deliverMs));
			}
			return { writes: shipments.writes(), events: [] };
		},
	};
}

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

const ANNOUNCES = { CREATED: "SHIPMENT_CREATED", DISPATCHED: "SHIPMENT_DISPATCHED", DELIVERED: "SHIPMENT_DELIVERED" } as const;

/** The event that the shipment has reached the status; none for a status that other groups do not need. */
function announce(status: ShipmentRecord["status"], shipment: Readonly<ShipmentRecord> | undefined, deps: StepDeps): OrderEvent[] {
	if (shipment === undefined || status === "WAITING" || status === "CANCELLED") return [];
	const { order_id, carrier, tracking_id, amount, currency } = shipment;
	const type = ANNOUNCES[status];
	const data = {
		order_id,
		status,
		...(carrier === undefined ? {} : { carrier }),
		...(tracking_id === undefined ? {} : { tracking_id }),
		...(amount === undefined ? {} : { amount }),
		...(currency === undefined ? {} : { currency }),
	};
	const time = isoOf(deps.clock.now());
	return [{ type, id: eventId(order_id, type), source: "shipping-service", time, topic: "shipping", key: String(order_id), data }];
}
