/** Where log and store are two systems, a change that was written and could not be announced is announced later, once it is safe. */
import { describe, expect, it } from "vitest";
import { BY_OPERATOR, commandsOf, flow, ONE_STAND, OPERATOR, refusalOf, WITH_KEY } from "../commands/commands.fixture.ts";
import { CATALOG } from "../domain/catalog.ts";
import { totalsOf } from "../domain/totals.ts";
import { StoreError } from "../ports/errors.ts";
import type { UnitOfWork } from "../ports/unit-of-work.ts";
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
		const effects = await shippingStep.tick?.({ ...world.deps, clock: setBack }, () => true);
		expect(effects?.events.map(({ type }) => type)).toEqual(["SHIPMENT_DISPATCHED"]);
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
		world.clock.advance(5_000);
		await world.tick(shippingStep, { crashAtAct: 2 });
		await world.tick(shippingStep);
		expect(await world.typesOn("shipping", 1)).toEqual(["SHIPMENT_CREATED", "SHIPMENT_DISPATCHED", "SHIPMENT_DELIVERED"]);
		expect(await world.doc("shipments", 1)).toMatchObject({ status: "DELIVERED", due_at: null });
		expect(await world.store.nextShipmentDue()).toBeUndefined();
	});

	it("is due five seconds after the dispatch, though its announcement came late", async () => {
		await using world = await due();
		await world.tick(shippingStep, { crashAtAct: 2 });
		world.clock.advance(1_000);
		await world.tick(shippingStep);
		expect(await world.doc("shipments", 1)).toMatchObject({ due_at: world.clock.now() + 4_000 });
		expect(await world.doc("shipments", 1)).not.toHaveProperty("outbox");
	});

	it("leaves what another member owns to that member", async () => {
		await using world = await due();
		expect(await shippingStep.tick?.(world.deps, () => false)).toEqual({ writes: [], events: [] });
		expect((await shippingStep.tick?.(world.deps, (key) => key === "1"))?.writes).toHaveLength(1);
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
