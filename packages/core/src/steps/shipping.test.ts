import { describe, expect, it } from "vitest";
import { cancelShipment } from "../domain/shipment.ts";
import { put } from "../ports/documents.ts";
import { CasMismatch } from "../ports/errors.ts";
import { encodeEvent } from "../wire/codec.ts";
import { inventory, paid, paymentFailed, refunded } from "./events.fixture.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

/** An order whose shipment is created and not yet due. */
async function shipped(world: World): Promise<void> {
	await world.publish(paid(1), inventory(1, "RESERVED"));
	await world.run(shippingStep);
}

describe("a shipment is created", () => {
	it.each([
		["paid, then reserved", [paid(1), inventory(1, "RESERVED")]],
		["reserved, then paid", [inventory(1, "RESERVED"), paid(1)]],
	] as const)("when the order is %s", async (_name, [first, second]) => {
		await using world = await World.open();
		await world.publish(first);
		await world.run(shippingStep);
		expect(await world.events("shipping")).toEqual([]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "WAITING" });
		await world.publish(second, second);
		await world.run(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "CREATED", due_at: world.clock.now() + 2_000, amount: 45.99 });
	});

	it("with a carrier and a tracking id that stay the same", async () => {
		await using world = await World.open();
		await shipped(world);
		world.clock.advance(2_000);
		await world.tick(shippingStep);
		const labels = (await world.events("shipping")).map(({ data }) => data);
		expect(labels).toHaveLength(2);
		expect(labels[0]).toMatchObject({ carrier: expect.stringMatching(/\w/), tracking_id: expect.stringMatching(/^OD[0-9A-Z]{14}$/) });
		expect(labels[1]).toMatchObject({ carrier: (labels[0] as { carrier: string }).carrier });
	});

	it("once, though the batch that made it is delivered again after a crash", async () => {
		await using world = await World.open();
		await world.publish(paid(1), inventory(1, "RESERVED"));
		await world.turn(shippingStep, { crashAtPart: 1 });
		await world.run(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
	});
});

describe("no shipment is made", () => {
	it.each([
		["declined", [paymentFailed(1), inventory(1, "RESERVED"), inventory(1, "RELEASED")]],
		["refunded", [paid(1), refunded(1), inventory(1, "RESERVED")]],
		["released", [inventory(1, "RESERVED"), inventory(1, "RELEASED"), paid(1)]],
		["out of stock", [paid(1), inventory(1, "FAILED")]],
	])("of an order that is %s", async (_name, events) => {
		await using world = await World.open();
		for (const event of events) {
			await world.publish(event);
			await world.run(shippingStep);
		}
		world.clock.advance(1e6);
		await world.tick(shippingStep);
		expect(await world.events("shipping")).toEqual([]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "CANCELLED", due_at: null });
	});

	it.each([
		["refund", refunded(1)],
		["release", inventory(1, "RELEASED")],
	])("out of one that a %s has overtaken before its dispatch", async (_name, event) => {
		await using world = await World.open();
		await shipped(world);
		await world.publish(event);
		await world.run(shippingStep);
		world.clock.advance(1e6);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
	});
});

describe("dispatch and delivery", () => {
	it("fall due one after the other, and are announced once each", async () => {
		await using world = await World.open();
		await shipped(world);
		world.clock.advance(1_999);
		await world.tick(shippingStep);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "CREATED" });
		world.clock.advance(1);
		await world.tick(shippingStep);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DISPATCHED", due_at: world.clock.now() + 5_000 });
		world.clock.advance(5_000);
		await world.tick(shippingStep);
		await world.tick(shippingStep);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED", "SHIPMENT_DELIVERED"]);
	});

	it("keep their times when the database is opened again", async () => {
		await using world = await World.open();
		await shipped(world);
		const due = world.clock.now() + 2_000;
		world.reopen();
		expect(await world.store.nextShipmentDue()).toBe(due);
		world.clock.advance(2_000);
		world.reopen();
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
		world.reopen();
		world.clock.advance(5_000);
		await world.tick(shippingStep);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED" });
	});
});

describe("cancel against dispatch", () => {
	it.each(["cancel", "dispatch"] as const)("has one winner: the %s that writes first", async (first) => {
		await using world = await World.open();
		await shipped(world);
		world.clock.advance(2_000);
		const dispatch = await shippingStep.tick?.(world.deps, { owns: () => true });
		const [read] = await world.store.get("shipments", ["1"]);
		const verdict = cancelShipment(read?.doc, 1, "2026-01-05T12:00:02.000Z");
		if (dispatch === undefined || verdict.kind !== "cancelled") throw new Error("both must believe that they can");
		const units = {
			dispatch: { writes: dispatch.writes, records: dispatch.events.map(encodeEvent) },
			cancel: { writes: [put("shipments", "1", read, verdict.shipment)], records: [] },
		};
		await world.work.apply(units[first]);
		await expect(world.work.apply(units[first === "cancel" ? "dispatch" : "cancel"])).rejects.toThrow(CasMismatch);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: first === "cancel" ? "CANCELLED" : "DISPATCHED" });
		expect(await world.typesOn("shipping", 1)).toHaveLength(first === "cancel" ? 1 : 2);
	});
});
