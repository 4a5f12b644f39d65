import { describe, expect, it } from "vitest";
import { created, line } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, refusalOf } from "./commands.fixture.ts";

describe("restock", () => {
	it("puts units on the shelf, publishes it, and leaves a record", async () => {
		await using world = await World.open();
		const product = await commandsOf(world).execute("restock", { id: "PROD-006", quantity: 7 }, BY_OPERATOR);
		expect(product).toMatchObject({ product_id: "PROD-006", on_hand: 47, available: 47, restocked: 7, initial: 40 });
		expect(await world.events("inventory")).toMatchObject([
			{ type: "INVENTORY_RESTOCKED", id: "PROD-006:INVENTORY_RESTOCKED:1", data: { quantity: 7, source: "olga" } },
		]);
		expect(await auditOf(world)).toMatchObject([{ target: "product:PROD-006", before: { on_hand: 40 }, after: { on_hand: 47 } }]);
	});

	it("counts each of many concurrent ones", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		await Promise.all(Array.from({ length: 10 }, () => commands.execute("restock", { id: "PROD-006", quantity: 1 }, BY_OPERATOR)));
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 50, restocks: 10 });
		expect(new Set((await world.events("inventory")).map(({ id }) => id)).size).toBe(10);
	});

	it("leaves the supplier's delivery scheduled", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 1_000 } });
		await world.publish(created(1, { items: [line("PROD-006", 40)] }));
		await world.run(inventoryStep);
		await commandsOf(world).execute("restock", { id: "PROD-006", quantity: 100 }, BY_OPERATOR);
		world.clock.advance(1_000);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 180, restocked: 140 });
	});

	it("refuses an unknown product", async () => {
		await using world = await World.open();
		expect(await refusalOf(commandsOf(world).execute("restock", { id: "PROD-999", quantity: 1 }, BY_OPERATOR))).toBe("NOT_FOUND");
		expect(await auditOf(world)).toEqual([]);
	});
});
