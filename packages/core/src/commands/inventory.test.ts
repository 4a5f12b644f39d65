import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { created, line } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, refusalOf, WITH_KEY } from "./commands.fixture.ts";

describe("restock", () => {
	it("adds units to stock, publishes it, and leaves a record", async () => {
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

	it("twice with one idempotency key adds the units to stock once", async () => {
		await using world = await World.open();
		const restock = () => commandsOf(world).execute("restock", { id: "PROD-006", quantity: 7 }, WITH_KEY);
		const first = await restock();
		expect(await restock()).toEqual(first);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 47, restocks: 1 });
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

describe("adjust stock", () => {
	const REASON = "counted by hand";

	it.each([
		[-3, 37],
		[5, 45],
	])("by %i units, on record with its reason, and without an event", async (quantity, on_hand) => {
		await using world = await World.open();
		const product = await commandsOf(world).execute("adjustStock", { id: "PROD-006", quantity, reason: REASON }, BY_OPERATOR);
		expect(product).toMatchObject({ on_hand, available: on_hand, adjusted: quantity, restocked: 0, initial: 40 });
		expect(await world.events("inventory")).toEqual([]);
		expect(await auditOf(world)).toMatchObject([
			{
				actor: "olga",
				action: "inventory.adjust",
				target: "product:PROD-006",
				before: { on_hand: 40 },
				after: { on_hand, reason: REASON },
			},
		]);
	});

	it("refuses to take what is reserved, and names what is available", async () => {
		await using world = await World.open();
		await world.publish(created(1, { items: [line("PROD-006", 30)] }));
		await world.run(inventoryStep);
		const adjust = (quantity: number) =>
			commandsOf(world).execute("adjustStock", { id: "PROD-006", quantity, reason: REASON }, BY_OPERATOR);
		await expect(adjust(-11)).rejects.toMatchObject({
			code: "STOCK_RESERVED",
			status: 409,
			message: "Webcam HD: 40 on hand, 30 reserved, 10 available; it cannot be reduced by 11.",
		});
		expect(await auditOf(world)).toEqual([]);
		expect(await adjust(-10)).toMatchObject({ on_hand: 30, reserved: 30, available: 0 });
	});

	it("refuses an unknown product", async () => {
		await using world = await World.open();
		const request = { id: "PROD-999", quantity: 1, reason: REASON };
		expect(await refusalOf(commandsOf(world).execute("adjustStock", request, BY_OPERATOR))).toBe("NOT_FOUND");
	});

	it("never leaves less than is reserved, however many are made at the same time", async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.integer({ min: -40, max: 20 }), { minLength: 1, maxLength: 8 }), async (quantities) => {
				await using world = await World.open();
				await world.publish(created(1, { items: [line("PROD-006", 15)] }));
				await world.run(inventoryStep);
				const { execute } = commandsOf(world);
				const made = quantities.map(async (quantity) => {
					const product = await execute("adjustStock", { id: "PROD-006", quantity, reason: REASON }, BY_OPERATOR).catch(() => undefined);
					return product === undefined ? 0 : quantity;
				});
				const sum = (await Promise.all(made)).reduce((total, quantity) => total + quantity, 0);
				const product = await world.doc("products", "PROD-006");
				expect(product).toMatchObject({ on_hand: 40 + sum, reserved: 15 });
				expect(product?.on_hand).toBeGreaterThanOrEqual(15);
			}),
			{ numRuns: 20 },
		);
	});
});
