/** Where log and store are two systems, a change that was written and could not be announced is announced later, once it is safe. */
import { describe, expect, it } from "vitest";
import { BY_OPERATOR, commandsOf, flow, ONE_STAND, OPERATOR, refusalOf, WITH_KEY } from "../commands/commands.fixture.ts";
import { CATALOG } from "../domain/catalog.ts";
import { cancelShipment } from "../domain/shipment.ts";
import { totalsOf } from "../domain/totals.ts";
import { put } from "../ports/documents.ts";
import { StoreError } from "../ports/errors.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
import { applyPart, applyParts } from "../runtime/effects.ts";
import { type Effects, NO_EFFECTS } from "../runtime/step.ts";
import { created, inventory, line, paid } from "./events.fixture.ts";
import { inventoryStep } from "./inventory.ts";
import { shippingStep } from "./shipping.ts";
import { World } from "./steps.fixture.ts";

const twoSystems = { atomic: false } as const;

/** The world as a process sees it that can write to the store and no longer to the log. */
function withoutLog(world: World) {
	const work: UnitOfWork = {
		atomic: false,
		async apply({ writes, records }) {
			const applied = await world.work.apply({ writes, records: [] });
			if (records.length > 0) throw new StoreError("UNAVAILABLE", "the log is unavailable");
			return applied;
		},
	};
	const { log, store, clock } = world;
	return { log, store, clock, work };
}

describe("shipping", () => {
	async function due(): Promise<World> {
		const world = await World.open(twoSystems);
		await world.publish(paid(1), inventory(1, "RESERVED"));
		await world.run(shippingStep);
		world.clock.advance(2_000);
		return world;
	}

	it("dispatches what is due though the clock is set back at that moment", async () => {
		await using world = await due();
		const { clock } = world;
		let reads = 0;
		const setBack = { ...clock, now: () => clock.now() - (reads++ === 0 ? 0 : 1_000) };
		const effects = await shippingStep.tick?.({ ...world.deps, clock: setBack }, { owns: () => true });
		expect(effects?.events.map(({ type }) => type)).toEqual(["SHIPMENT_DISPATCHED"]);
	});

	const DELIVERED = ["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED", "SHIPMENT_DELIVERED"];
	/** The order's events on the topic, each once: where log and store are two systems it may have been published again. */
	const announced = async (world: World) => [...new Set(await world.typesOn("shipping", 1))];

	it("dispatches and delivers with one write each, and reads nothing but what is due", async () => {
		await using world = await due();
		const done: string[] = [];
		const { store } = world;
		const watched: World["store"] = {
			...store,
			async dueShipments(now, limit) {
				const found = await store.dueShipments(now, limit);
				done.push(...found.map(({ doc }) => `found ${doc.status}`));
				return found;
			},
			get: () => Promise.reject(new Error("nothing is read by key")),
		};
		const generation = { owns: () => true };
		for (const ms of [0, 1_000, 4_000, 1_000]) {
			world.clock.advance(ms);
			const effects = (await shippingStep.tick?.({ ...world.deps, store: watched }, generation)) ?? NO_EFFECTS;
			const apply = (part: Effects) => {
				done.push(...part.writes.map(({ op, collection }) => `${op} ${collection}`), ...part.events.map(({ type }) => type));
				return applyPart(part, world.work);
			};
			await applyParts(effects, { apply, refused: (error) => Promise.reject(error) });
		}
		const dispatch = ["found CREATED", "replace shipments", "SHIPMENT_DISPATCHED"];
		expect(done).toEqual([...dispatch, "found DISPATCHED", "SHIPMENT_DELIVERED", "replace shipments"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
	});

	it("announces a dispatch that was written before the process died, and continues to the delivery", async () => {
		await using world = await due();
		await world.tick(shippingStep, { crashAtAct: 2 });
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DISPATCHED" });
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toHaveLength(2);
		world.clock.advance(4_999);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toHaveLength(2);
		world.clock.advance(1);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(DELIVERED);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(await world.store.nextShipmentDue()).toBeUndefined();
	});

	it.each([1, 2])("delivers though the process dies before act %s of the delivery", async (crashAtAct) => {
		await using world = await due();
		await world.tick(shippingStep);
		world.clock.advance(5_000);
		await world.tick(shippingStep, { crashAtAct });
		expect(await announced(world)).toEqual(DELIVERED.slice(0, crashAtAct + 1));
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DISPATCHED" });
		await world.tick(shippingStep);
		expect(await announced(world)).toEqual(DELIVERED);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
	});

	it("announces a dispatch at the next tick when the log was unavailable", async () => {
		await using world = await due();
		const generation = { owns: () => true };
		const tick = async (work: UnitOfWork) => {
			const effects = (await shippingStep.tick?.(world.deps, generation)) ?? NO_EFFECTS;
			await applyParts(effects, { apply: (part) => applyPart(part, work), refused: (error) => Promise.reject(error) });
		};
		await expect(tick(withoutLog(world).work)).rejects.toThrow("the log is unavailable");
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DISPATCHED" });
		await tick(world.work);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
	});

	it("announces with the delivery the dispatch of a member that wrote it when its keys were another's, and died", async () => {
		await using world = await due();
		const late = (await shippingStep.tick?.(world.deps, { owns: () => true })) ?? NO_EFFECTS;
		const generation = { owns: () => true };
		const tick = async () => {
			const effects = (await shippingStep.tick?.(world.deps, generation)) ?? NO_EFFECTS;
			await applyParts(effects, { apply: (part) => applyPart(part, world.work), refused: (error) => Promise.reject(error) });
		};
		world.clock.advance(-1);
		await tick();
		world.clock.advance(1);
		await world.store.write(late.writes);
		await tick();
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
		world.clock.advance(5_000);
		await tick();
		expect(await world.typesOn("shipping", 1)).toEqual(DELIVERED);
	});

	it("empties the outbox at once when the delivery comes much later", async () => {
		await using world = await World.open({ ...twoSystems, settings: { deliverMs: 86_400_000 } });
		await world.publish(paid(1), inventory(1, "RESERVED"));
		await world.run(shippingStep);
		world.clock.advance(2_000);
		await world.tick(shippingStep, { crashAtAct: 2 });
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DISPATCHED", due_at: world.clock.now() + 86_400_000 });
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
		world.clock.advance(86_400_000);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(DELIVERED);
	});

	it("delivers five seconds after the dispatch what an earlier version wrote and did not announce", async () => {
		await using world = await due();
		await world.tick(shippingStep, { crashAtAct: 2 });
		const [read] = await world.store.get("shipments", ["1"]);
		if (read === undefined) throw new Error("no shipment");
		await world.store.write([put("shipments", "1", read, { ...read.doc, due_at: world.clock.now() })]);
		world.clock.advance(1_000);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ due_at: world.clock.now() + 4_000 });
		world.clock.advance(4_000);
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(DELIVERED);
	});

	it("dispatches the others when a cancellation was faster than one", async () => {
		await using world = await due();
		await world.publish(paid(2), inventory(2, "RESERVED"));
		await world.run(shippingStep);
		world.clock.advance(2_000);
		const effects = (await shippingStep.tick?.(world.deps, { owns: () => true })) ?? NO_EFFECTS;
		const [read] = await world.store.get("shipments", ["1"]);
		const verdict = cancelShipment(read?.doc, 1, "2026-01-05T12:00:02.000Z");
		if (verdict.kind !== "cancelled") throw new Error("it was not dispatched yet");
		await world.store.write([put("shipments", "1", read, verdict.shipment)]);
		await applyParts(effects, { apply: (part) => applyPart(part, world.work), refused: async () => undefined });
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED"]);
		expect(await world.typesOn("shipping", 2)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED"]);
	});

	it("leaves what another member owns to that member", async () => {
		await using world = await due();
		expect(await shippingStep.tick?.(world.deps, { owns: () => false })).toEqual({ writes: [], events: [] });
		expect((await shippingStep.tick?.(world.deps, { owns: (key) => key === "1" }))?.writes).toHaveLength(1);
	});
});

describe("inventory", () => {
	it("announces a delivery of stock that was written before the process died, under its own id", async () => {
		await using world = await World.open({ ...twoSystems, settings: { restockDelayMs: 1_000 } });
		const [product] = CATALOG;
		if (product === undefined) throw new Error("an empty catalog");
		await world.publish(created(1, { items: [line(product.product_id, product.stock)] }));
		await world.run(inventoryStep);
		world.clock.advance(1_000);
		await world.tick(inventoryStep, { crashAtAct: 2 });
		expect(await world.doc("products", product.product_id)).toMatchObject({ restocks: 1 });
		expect((await world.events("inventory")).filter(({ type }) => type === "INVENTORY_RESTOCKED")).toEqual([]);
		await world.tick(inventoryStep);
		await world.tick(inventoryStep);
		const restocks = (await world.events("inventory")).filter(({ type }) => type === "INVENTORY_RESTOCKED");
		expect(restocks.map(({ id }) => id)).toEqual([`${product.product_id}:INVENTORY_RESTOCKED:1`]);
		expect(await world.doc("products", product.product_id)).toMatchObject({ restocks: 1 });
		expect(await world.doc("products", product.product_id)).not.toHaveProperty("outbox");
	});

	it("gives back what a batch held of one product before it died on another that has sold out meanwhile", async () => {
		await using world = await World.open(twoSystems);
		await world.publish(created(1, { items: [line("PROD-001", 1), line("PROD-002", 30)] }));
		await world.turn(inventoryStep, { crashAtAct: 2 });
		expect(await world.doc("products", "PROD-001")).toMatchObject({ reserved: 1 });
		const [shelf] = await world.store.get("products", ["PROD-002"]);
		if (shelf === undefined) throw new Error("no product");
		await world.store.write([
			{ op: "replace", collection: "products", key: "PROD-002", doc: { ...shelf.doc, on_hand: 29 }, cas: shelf.cas },
		]);
		await world.run(inventoryStep);
		expect(await world.doc("reservations", 1)).toMatchObject({ status: "FAILED" });
		expect(await world.doc("products", "PROD-001")).toMatchObject({ reserved: 0, reservations: {} });
	});
});

describe("what a request wrote and could not publish", () => {
	it("a cancellation is published by shipping, with the reason that was given", async () => {
		await using world = await World.open(twoSystems);
		await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
		await flow(world);
		const request = { id: "1", reason: "customer asked" };
		await expect(commandsOf(withoutLog(world)).execute("cancelOrder", request, BY_OPERATOR)).rejects.toMatchObject({ code: "UNAVAILABLE" });
		expect((await world.view(1))?.status).not.toBe("CANCELLED");
		world.clock.advance(5_000);
		await world.tick(shippingStep);
		await flow(world);
		expect(await world.view(1)).toMatchObject({ status: "CANCELLED" });
		expect((await world.events("orders")).find(({ type }) => type === "ORDER_CANCELLED")?.data).toMatchObject({
			reason: "customer asked",
			cancelled_by: OPERATOR.name,
		});
		expect(world.taken()).toMatchObject([{ captured: true, refunded: true }]);
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
	});

	it("a cancellation that went well leaves nothing to be published again", async () => {
		await using world = await World.open(twoSystems);
		await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
		await flow(world);
		await commandsOf(world).execute("cancelOrder", { id: "1", reason: "r" }, BY_OPERATOR);
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
		world.clock.advance(10_000);
		await world.tick(shippingStep);
		await flow(world);
		expect((await world.typesOn("orders", 1)).filter((type) => type === "ORDER_CANCELLED")).toHaveLength(1);
		expect(await refusalOf(commandsOf(world).execute("cancelOrder", { id: "1", reason: "r" }, BY_OPERATOR))).toBe(
			"ORDER_ALREADY_CANCELLED",
		);
	});

	it("a delivery of stock is published by inventory", async () => {
		await using world = await World.open(twoSystems);
		await expect(commandsOf(withoutLog(world)).execute("restock", { id: "PROD-001", quantity: 7 }, BY_OPERATOR)).rejects.toMatchObject({
			code: "UNAVAILABLE",
		});
		await world.tick(inventoryStep);
		const restocks = (await world.events("inventory")).filter(({ type }) => type === "INVENTORY_RESTOCKED");
		expect(restocks.map(({ data }) => data)).toMatchObject([{ product_id: "PROD-001", quantity: 7, source: OPERATOR.name }]);
	});

	it("an order is created when the request comes again with its key: the same order", async () => {
		await using world = await World.open(twoSystems);
		await expect(commandsOf(withoutLog(world)).execute("createOrder", ONE_STAND, WITH_KEY)).rejects.toMatchObject({ code: "UNAVAILABLE" });
		expect(await world.events("orders")).toEqual([]);
		const order = await commandsOf(world).execute("createOrder", ONE_STAND, WITH_KEY);
		expect(await commandsOf(world).execute("createOrder", ONE_STAND, WITH_KEY)).toEqual(order);
		expect(await world.typesOn("orders", order.order_id)).toEqual(["ORDER_CREATED"]);
		await flow(world);
		expect(totalsOf(await world.store.aggregates(), "USD").order_count).toBe(1);
	});
});
