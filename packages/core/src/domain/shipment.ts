/**
 * The shipment record, the one arbiter of cancel against dispatch. Pure: each function returns the record after what happened, and the
 * same reference when nothing changes. It is written by compare-and-swap only. `at` is ISO 8601, `now` ms since the epoch.
 */

import { currencyCode } from "@orderdeck/contracts/codes";
import type { Id, OrderEvent } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { Shipment } from "@orderdeck/contracts/orders/entities";
import { hashOf } from "./hash.ts";
import { isoOf } from "./instant.ts";

/**
 * A shipment as it is stored. `outbox`: the event of its dispatch, until the delivery is written, or of its cancellation, until that is known to
 * be in the log: the shipment is due then. Used only where store and log are two systems.
 */
export interface ShipmentRecord extends Shipment {
	readonly outbox?: OrderEvent;
}

export interface ShippingDelays {
	/** From the shipment's creation to its dispatch, ms. */
	readonly dispatchMs: number;
	/** From dispatch to delivery, ms. */
	readonly deliverMs: number;
}
/** What a shipment needs to know of its order. */
export interface ShippedOrder {
	readonly order_id: Id;
	readonly amount?: number | undefined;
	readonly currency?: string | undefined;
}

const CARRIERS = ["DHL", "FedEx", "UPS", "GLS"] as const;

export function shipmentAfterPaid(
	shipment: Readonly<ShipmentRecord> | undefined,
	order: ShippedOrder,
	now: number,
	delays: ShippingDelays,
): ShipmentRecord {
	return shipment?.paid === true ? shipment : withFact(shipment, order, { paid: true }, { now, delays });
}

/** Reserved, or there was nothing to reserve. */
export function shipmentAfterReserved(
	shipment: Readonly<ShipmentRecord> | undefined,
	order: ShippedOrder,
	now: number,
	delays: ShippingDelays,
): ShipmentRecord {
	return shipment?.reserved === true ? shipment : withFact(shipment, order, { reserved: true }, { now, delays });
}

export type CancelledShipment =
	| { readonly kind: "cancelled"; readonly shipment: ShipmentRecord }
	/** Cancelled before: a second request finds it done. */
	| { readonly kind: "already"; readonly shipment: ShipmentRecord }
	| { readonly kind: "too-late"; readonly status: "DISPATCHED" | "DELIVERED" };

/** Cancels what has not been dispatched. An order without a shipment gets a cancelled one, so that none will be made. */
export function cancelShipment(shipment: Readonly<ShipmentRecord> | undefined, orderId: Id, at: string): CancelledShipment {
	if (shipment === undefined) {
		const none = { order_id: orderId, paid: false, reserved: false } as const;
		return { kind: "cancelled", shipment: { ...none, status: "CANCELLED", due_at: null, updated_at: at } };
	}
	switch (shipment.status) {
		case "WAITING":
		case "CREATED":
			return { kind: "cancelled", shipment: { ...shipment, status: "CANCELLED", due_at: null, updated_at: at } };
		case "CANCELLED":
			return { kind: "already", shipment };
		case "DISPATCHED":
		case "DELIVERED":
			return { kind: "too-late", status: shipment.status };
	}
}

/** The next step, when it is due: one step per call. A delivery is not kept in the outbox, and replaces that of the dispatch. */
export function advance(shipment: Readonly<ShipmentRecord>, now: number, delays: ShippingDelays): ShipmentRecord {
	if (shipment.due_at === null || shipment.due_at > now) return shipment;
	if (shipment.status === "CREATED") {
		return { ...shipment, status: "DISPATCHED", due_at: now + delays.deliverMs, updated_at: isoOf(now) };
	}
	if (shipment.status !== "DISPATCHED") return shipment;
	const { outbox: _dispatch, ...delivered } = shipment;
	return { ...delivered, status: "DELIVERED", due_at: null, updated_at: isoOf(now) };
}

/** The record keeps the event of its change, and is due again at `dueAt` (ms). */
export function withOutbox(shipment: Readonly<ShipmentRecord>, event: OrderEvent, dueAt: number): ShipmentRecord {
	return { ...shipment, outbox: event, due_at: dueAt };
}

/** The event is in the log: the record is due again when its next step is, after a dispatch `deliverMs` later. */
export function published({ outbox: _published, ...shipment }: Readonly<ShipmentRecord>, deliverMs = 0): ShipmentRecord {
	return { ...shipment, due_at: shipment.status === "DISPATCHED" ? instantOf(shipment.updated_at) + deliverMs : null };
}

/** A cancelled shipment does not change: other steps give back what was taken or reserved for it. */
function withFact(
	shipment: Readonly<ShipmentRecord> | undefined,
	order: ShippedOrder,
	fact: Partial<Pick<Shipment, "paid" | "reserved">>,
	{ now, delays }: { readonly now: number; readonly delays: ShippingDelays },
): ShipmentRecord {
	if (shipment !== undefined && shipment.status !== "WAITING") return shipment;
	const amount = shipment?.amount ?? order.amount;
	const currency = shipment?.currency ?? order.currency;
	const waiting: ShipmentRecord = {
		order_id: shipment?.order_id ?? order.order_id,
		status: "WAITING",
		paid: shipment?.paid ?? false,
		reserved: shipment?.reserved ?? false,
		...(amount === undefined ? {} : { amount }),
		...(currency === undefined ? {} : { currency: currencyCode(currency) }),
		due_at: null,
		updated_at: isoOf(now),
		...fact,
	};
	if (!waiting.paid || !waiting.reserved) return waiting;
	return { ...waiting, ...labelOf(String(waiting.order_id)), status: "CREATED", due_at: now + delays.dispatchMs };
}

/** The same order gets the same label, whichever process makes it, however often. */
function labelOf(orderId: string): { carrier: string; tracking_id: string } {
	const carrier = CARRIERS[hashOf(`carrier:${orderId}`) % CARRIERS.length] ?? CARRIERS[0];
	const digits = [hashOf(`tracking:${orderId}`), hashOf(`${orderId}:tracking`)].map((part) => part.toString(36).padStart(7, "0"));
	return { carrier, tracking_id: `OD${digits.join("").toUpperCase()}` };
}
