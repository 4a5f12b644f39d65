import type { Shipment } from "@orderdeck/contracts/orders/entities";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoOf } from "./instant.ts";
import { advance, cancelShipment, shipmentAfterPaid, shipmentAfterReserved } from "./shipment.ts";

const ORDER = { order_id: 42, amount: 249.99 };
const DELAYS = { dispatchMs: 2000, deliverMs: 5000 };
const NOW = Date.parse("2026-01-15T12:00:00Z");

function created(now = NOW): Shipment {
	return shipmentAfterReserved(shipmentAfterPaid(undefined, ORDER, now, DELAYS), { order_id: 42 }, now, DELAYS);
}

describe("shipment", () => {
	it("waits for the other half, whichever came first", () => {
		expect(shipmentAfterPaid(undefined, ORDER, NOW, DELAYS)).toMatchObject({
			status: "WAITING",
			paid: true,
			reserved: false,
			due_at: null,
		});
		expect(shipmentAfterReserved(undefined, ORDER, NOW, DELAYS)).toMatchObject({ status: "WAITING", paid: false, reserved: true });
	});

	it("is created when paid and reserved, and is due for dispatch", () => {
		const shipment = created();
		expect(shipment).toMatchObject({ order_id: 42, status: "CREATED", amount: 249.99, due_at: NOW + 2000, updated_at: isoOf(NOW) });
		expect(shipment.tracking_id).toMatch(/^OD[0-9A-Z]{14}$/);
		expect(shipment.carrier).toBeTruthy();
	});

	it("gets the same carrier and tracking id every time, and another order another tracking id", () => {
		expect(created(NOW + 99)).toMatchObject({ carrier: created().carrier, tracking_id: created().tracking_id });
		const label = (order_id: number) =>
			shipmentAfterReserved(shipmentAfterPaid(undefined, { order_id }, NOW, DELAYS), { order_id }, NOW, DELAYS);
		const labels = Array.from({ length: 10_000 }, (_, id) => label(id));
		expect(new Set(labels.map((shipment) => shipment.tracking_id)).size).toBe(10_000);
		for (const share of Map.groupBy(labels, (shipment) => shipment.carrier).values()) expect(share.length).toBeGreaterThan(2000);
	});

	it("is the same record when the same fact arrives twice", () => {
		const paid = shipmentAfterPaid(undefined, ORDER, NOW, DELAYS);
		expect(shipmentAfterPaid(paid, ORDER, NOW + 1, DELAYS)).toBe(paid);
		const both = created();
		expect(shipmentAfterReserved(both, ORDER, NOW + 1, DELAYS)).toBe(both);
	});

	it("is dispatched and delivered when due, one step a call, and not before", () => {
		const shipment = created();
		expect(advance(shipment, NOW + 1999, DELAYS)).toBe(shipment);
		const dispatched = advance(shipment, NOW + 60_000, DELAYS);
		expect(dispatched).toMatchObject({ status: "DISPATCHED", due_at: NOW + 65_000, updated_at: isoOf(NOW + 60_000) });
		const delivered = advance(dispatched, NOW + 65_000, DELAYS);
		expect(delivered).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(advance(delivered, NOW * 2, DELAYS)).toBe(delivered);
	});

	it("can be cancelled until it is dispatched", () => {
		const at = isoOf(NOW + 1);
		expect(cancelShipment(undefined, 42, at)).toMatchObject({
			kind: "cancelled",
			shipment: { order_id: 42, status: "CANCELLED", due_at: null },
		});
		expect(cancelShipment(created(), 42, at)).toMatchObject({
			kind: "cancelled",
			shipment: { status: "CANCELLED", due_at: null, paid: true },
		});
		const dispatched = advance(created(), NOW + 2000, DELAYS);
		expect(cancelShipment(dispatched, 42, at)).toEqual({ kind: "too-late", status: "DISPATCHED" });
		expect(cancelShipment(advance(dispatched, NOW + 7000, DELAYS), 42, at)).toEqual({ kind: "too-late", status: "DELIVERED" });
	});
});

type Action = "paid" | "reserved" | "cancel" | "wait";

describe("any interleaving of paid, reserved, cancel and time", () => {
	const actions = fc.array(fc.constantFrom<Action>("paid", "reserved", "cancel", "wait", "wait"), { maxLength: 30 });

	it("never both cancels and dispatches, reverses no result, and ships only what is paid and reserved", () => {
		fc.assert(
			fc.property(actions, (steps) => {
				let shipment: Shipment | undefined;
				let now = NOW;
				let confirmed = false;
				let left = false;
				for (const step of steps) {
					if (step === "paid") shipment = shipmentAfterPaid(shipment, ORDER, now, DELAYS);
					if (step === "reserved") shipment = shipmentAfterReserved(shipment, ORDER, now, DELAYS);
					if (step === "wait") {
						now += 3000;
						if (shipment !== undefined) shipment = advance(shipment, now, DELAYS);
					}
					if (step === "cancel") {
						const outcome = cancelShipment(shipment, 42, isoOf(now));
						expect(outcome.kind).toBe(left ? "too-late" : confirmed ? "already" : "cancelled");
						confirmed ||= outcome.kind === "cancelled";
						if (outcome.kind !== "too-late") shipment = outcome.shipment;
					}
					left ||= shipment?.status === "DISPATCHED";
					expect(left && confirmed).toBe(false);
					if (confirmed) expect(shipment).toMatchObject({ status: "CANCELLED", due_at: null });
					if (left) expect(shipment).toMatchObject({ paid: true, reserved: true });
				}
			}),
		);
	});
});
