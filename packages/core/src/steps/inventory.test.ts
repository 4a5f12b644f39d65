import { PARTITIONS, TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { partitionOf } from "../domain/murmur2.ts";
import { newProduct } from "../domain/stock.ts";
import { cancelled, created, dispatched, inventory, line, paymentFailed } from "./events.fixture.ts";
import { inventoryStep } from "./inventory.ts";
import { World } from "./steps.fixture.ts";

const stand = (world: World) => world.doc("products", "PROD-002");
const LAST_UNIT = newProduct({ product_id: "LAST", name: "The last one", price: 10, stock: 1 });

describe("the reservation of a new order is not read", () => {
	/** Ids whose events are in one partition. */
	const [EARLIER = 0, FIRST = 0, SECOND = 0, THIRD = 0] = Array.from({ length: 60 }, (_, id) => id).filter(
		(id) => partitionOf(Buffer.from(String(id)), PARTITIONS) === 0,
	);
	const wanting = (id: number, units: number) => created(id, { items: units === 0 ? [] : [line("LAST", units)] });

	/** Where each write stands alone: the first order held the last unit, and has given it back. */
	async function released(): Promise<World> {
		const world = await World.open({ atomic: false });
		await world.stock(LAST_UNIT);
		await world.publish(wanting(EARLIER, 0), wanting(FIRST, 1));
		await world.run(inventoryStep);
		await world.publish(paymentFailed(FIRST));
		await world.run(inventoryStep);
		return world;
	}

	it("but that of the first order of a partition: what is delivered again holds no stock, not for a moment", async () => {
		await using world = await released();
		const [before] = await world.store.get("products", ["LAST"]);
		const orders = await world.log.bounds([TOPICS.orders]);
		await world.log.seek(
			inventoryStep.group,
			orders.map((at) => ({ ...at, offset: 0 })),
		);
		await world.run(inventoryStep);
		expect(await world.store.get("products", ["LAST"])).toEqual([before]);
	});

	it("and no order is refused for stock that the copy of an earlier order was about to hold", async () => {
		await using world = await released();
		const batch = [wanting(THIRD, 0), wanting(FIRST, 1), wanting(SECOND, 1)].map((event, offset) => ({
			event,
			partition: 0,
			offset,
			timestamp: 0,
		}));
		// Writes of one collection may be applied in any order: one that is refused does not keep the next from being applied.
		const { writes } = await inventoryStep.handle(batch, world.deps);
		expect(writes.find(({ collection, key }) => collection === "reservations" && key === String(SECOND))?.doc).toMatchObject({
			status: "RESERVED",
		});
		await world.publish(...batch.map(({ event }) => event));
		await world.run(inventoryStep);
		expect(await world.doc("products", "LAST")).toMatchObject({ reserved: 1, reservations: { [SECOND]: 1 } });
		expect(await world.typesOn("inventory", SECOND)).toEqual(["INVENTORY_RESERVED"]);
	});

	it("and what a copy of an earlier order held is given back when its insert is refused", async () => {
		await using world = await released();
		await world.publish(wanting(THIRD, 0), wanting(FIRST, 1));
		await world.run(inventoryStep);
		expect(await world.doc("reservations", FIRST)).toMatchObject({ status: "RELEASED" });
		expect(await world.doc("products", "LAST")).toMatchObject({ reserved: 0, reservations: {} });
	});
});

describe("an order's stock is reserved", () => {
	it("once, though the order comes again", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-002", 3)] }), created(1, { items: [line("PROD-002", 3)] }));
		await world.run(inventoryStep);
		await world.publish(created(1, { items: [line("PROD-002", 3)] }));
		await world.run(inventoryStep);
		expect(await stand(world)).toMatchObject({ on_hand: 50, reserved: 3, reservations: { 1: 3 } });
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_RESERVED"]);
		expect((await world.events("inventory"))[0]?.data).toMatchObject({ order_id: 1, items: [{ product_id: "PROD-002", quantity: 3 }] });
	});

	it("again after a crash before it was durable", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.turn(inventoryStep, { crashAtPart: 1 });
		expect(await stand(world)).toMatchObject({ reserved: 0 });
		await world.run(inventoryStep);
		expect(await stand(world)).toMatchObject({ reserved: 1 });
	});

	it("of all its products or of none", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-001", 2), line("PROD-006", 41)] }));
		await world.run(inventoryStep);
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_FAILED"]);
		expect((await world.events("inventory"))[0]?.data).toMatchObject({ reason: "Webcam HD: 41 wanted, 40 available" });
		expect((await world.store.products()).every(({ doc }) => doc.reserved === 0)).toBe(true);
	});

	it("for the sum of its lines, when it names a product twice", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-006", 30), line("PROD-006", 11)] }));
		await world.run(inventoryStep);
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_FAILED"]);
	});

	it.each([1, 2, 3])("to exactly one of twenty orders for the last unit, with %i members at work", async (members) => {
		await using world = await World.open();
		await world.stock(LAST_UNIT);
		await world.publish(...Array.from({ length: 20 }, (_, id) => created(id, { items: [line("LAST", 1)] })));
		await world.run(inventoryStep, { members, maxRecords: 3 });
		const types = (await world.events("inventory")).map(({ type }) => type);
		expect(types.filter((type) => type === "INVENTORY_RESERVED")).toHaveLength(1);
		expect(types.filter((type) => type === "INVENTORY_FAILED")).toHaveLength(19);
		expect(await world.doc("products", "LAST")).toMatchObject({ on_hand: 1, reserved: 1 });
	});

	it("where there is something to reserve: an order without items passes", async () => {
		await using world = await World.open();
		const { items: _none, ...bare } = created(1).data as { items?: unknown };
		await world.publish(created(1, { items: [] }), { ...created(2), data: { ...bare, order_id: 2 } } as ReturnType<typeof created>);
		await world.run(inventoryStep);
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_RESERVED"]);
		expect(await world.typesOn("inventory", 2)).toEqual(["INVENTORY_RESERVED"]);
	});

	it("from the catalog only: an unknown product fails the order by name", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-002", 1), line("constructor", 1)] }));
		await world.run(inventoryStep);
		expect((await world.events("inventory"))[0]).toMatchObject({
			type: "INVENTORY_FAILED",
			data: { reason: "constructor is not in the catalog" },
		});
		expect(await stand(world)).toMatchObject({ reserved: 0 });
	});

	it("not at all for one that arrives CANCELLED", async () => {
		await using world = await World.open();
		await world.publish(created(1, { status: "CANCELLED" }));
		await world.run(inventoryStep);
		expect(await world.events("inventory")).toEqual([]);
		expect(await stand(world)).toMatchObject({ reserved: 0 });
	});
});

describe("a reservation is released", () => {
	it.each([
		["PAYMENT_FAILED", paymentFailed, "payment failed"],
		["ORDER_CANCELLED", cancelled, "order cancelled"],
	] as const)("on %s, exactly once", async (_name, end, reason) => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(inventoryStep);
		await world.publish(end(1), end(1));
		await world.run(inventoryStep);
		await world.publish(end(1), created(1));
		await world.run(inventoryStep);
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_RESERVED", "INVENTORY_RELEASED"]);
		expect((await world.events("inventory")).at(-1)?.data).toMatchObject({ reason });
		expect(await stand(world)).toMatchObject({ on_hand: 50, reserved: 0, shipped: 0, reservations: {} });
	});

	it("once when both come, whichever is first", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(inventoryStep);
		await world.publish(paymentFailed(1), cancelled(1));
		await world.run(inventoryStep);
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_RESERVED", "INVENTORY_RELEASED"]);
	});

	it.each([
		["cancelled", cancelled],
		["declined", paymentFailed],
	] as const)("before it is made: an order %s before it was seen reserves nothing", async (_name, end) => {
		await using world = await World.open();
		await world.publish(end(1));
		await world.run(inventoryStep);
		await world.publish(created(1));
		await world.run(inventoryStep);
		expect(await world.events("inventory")).toEqual([]);
		expect(await stand(world)).toMatchObject({ reserved: 0 });
		expect(await world.doc("reservations", 1)).toMatchObject({ status: "CANCELLED" });
	});
});

describe("what is dispatched leaves the shelf", () => {
	it("once", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-002", 2)] }));
		await world.run(inventoryStep);
		await world.publish(dispatched(1), dispatched(1));
		await world.run(inventoryStep);
		await world.publish(dispatched(1));
		await world.run(inventoryStep);
		expect(await stand(world)).toMatchObject({ on_hand: 48, reserved: 0, shipped: 2 });
		expect(await world.doc("reservations", 1)).toMatchObject({ status: "SETTLED" });
	});

	it("for good: a cancellation that another program publishes afterwards gives nothing back", async () => {
		await using world = await World.open();
		await world.publish(created(1));
		await world.run(inventoryStep);
		const shipment = { order_id: 1, status: "DISPATCHED", paid: true, reserved: true, due_at: 1, updated_at: "" } as const;
		await world.work.apply({ writes: [{ op: "insert", collection: "shipments", key: "1", doc: shipment }], records: [] });
		await world.publish(cancelled(1));
		await world.run(inventoryStep);
		expect(await stand(world)).toMatchObject({ on_hand: 50, reserved: 1 });
		await world.publish(dispatched(1));
		await world.run(inventoryStep);
		expect(await stand(world)).toMatchObject({ on_hand: 49, reserved: 0, shipped: 1 });
		expect(await world.typesOn("inventory", 1)).toEqual(["INVENTORY_RESERVED"]);
	});
});

describe("the supplier", () => {
	const low = [created(1, { items: [line("PROD-006", 33)] })];

	it("delivers after the delay what has fallen below its reorder point", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 10_000 } });
		await world.publish(...low);
		await world.run(inventoryStep);
		world.clock.advance(9_999);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 40, restocked: 0 });
		world.clock.advance(1);
		await world.tick(inventoryStep);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 80, restocked: 40, restocks: 1, restock_due_at: null });
		const restocks = (await world.events("inventory")).filter(({ type }) => type === "INVENTORY_RESTOCKED");
		expect(restocks).toMatchObject([{ id: "PROD-006:INVENTORY_RESTOCKED:1", key: "PROD-006", data: { quantity: 40, source: "supplier" } }]);
	});

	it("gets no order at the reorder point, only below it", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 10_000 } });
		await world.publish(created(1, { items: [line("PROD-006", 32)] }));
		await world.run(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ restock_due_at: null });
	});

	it("delivers in spite of a restart", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 10_000 } });
		await world.publish(...low);
		await world.run(inventoryStep);
		world.reopen();
		world.clock.advance(10_000);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 80 });
	});

	it("is off with a delay of 0", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 0 } });
		await world.publish(...low);
		await world.run(inventoryStep);
		world.clock.advance(1e9);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 40, restock_due_at: null });
	});
});

it("events that are none of its business leave no trace", async () => {
	await using world = await World.open();
	await world.publish(inventory(1, "RESERVED"));
	await world.run(inventoryStep);
	expect(await world.doc("reservations", 1)).toBeUndefined();
});
