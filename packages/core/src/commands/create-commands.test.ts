import { describe, expect, it } from "vitest";
import { StoreError } from "../ports/errors.ts";
import { createProducer } from "../producer/producer.ts";
import { created, line, orderBody } from "../steps/events.fixture.ts";
import { inventoryStep } from "../steps/inventory.ts";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, commandsOf, contextOf, OPERATOR, refusalOf } from "./commands.fixture.ts";
import type { CommandContext } from "./context.ts";
import { createCommands } from "./create-commands.ts";
import { createReplays } from "./replay.ts";

describe("restock", () => {
	it("puts units on the shelf, says so on the topic, and leaves a record", async () => {
		await using world = await World.open();
		const product = await commandsOf(world).restock({ id: "PROD-006", quantity: 7 }, OPERATOR);
		expect(product).toMatchObject({ product_id: "PROD-006", on_hand: 47, available: 47, restocked: 7, initial: 40 });
		expect(await world.events("inventory")).toMatchObject([
			{ type: "INVENTORY_RESTOCKED", id: "PROD-006:INVENTORY_RESTOCKED:1", data: { quantity: 7, source: "olga" } },
		]);
		expect(await auditOf(world)).toMatchObject([{ target: "product:PROD-006", before: { on_hand: 40 }, after: { on_hand: 47 } }]);
	});

	it("counts every one of many at once", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		await Promise.all(Array.from({ length: 10 }, () => commands.restock({ id: "PROD-006", quantity: 1 }, OPERATOR)));
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 50, restocks: 10 });
		expect(new Set((await world.events("inventory")).map(({ id }) => id)).size).toBe(10);
	});

	it("leaves the supplier's delivery under way", async () => {
		await using world = await World.open({ settings: { restockDelayMs: 1_000 } });
		await world.publish(created(1, { items: [line("PROD-006", 40)] }));
		await world.run(inventoryStep);
		await commandsOf(world).restock({ id: "PROD-006", quantity: 100 }, OPERATOR);
		world.clock.advance(1_000);
		await world.tick(inventoryStep);
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 180, restocked: 140 });
	});

	it("refuses a product there is not", async () => {
		await using world = await World.open();
		expect(await refusalOf(commandsOf(world).restock({ id: "PROD-999", quantity: 1 }, OPERATOR))).toBe("NOT_FOUND");
		expect(await auditOf(world)).toEqual([]);
	});
});

/** Makes two orders a second until it is told otherwise. */
function withProducer(context: CommandContext) {
	const producer = createProducer({
		...context,
		generate: (id, created_at) => orderBody(id, { created_at }),
		topic: "orders",
		rate: 2,
		onError: () => undefined,
	});
	return { producer, commands: createCommands(context, createReplays(context, new AbortController().signal), producer) };
}

describe("set the producer", () => {
	it("changes pace and state, with a record of before and after", async () => {
		await using world = await World.open();
		const { commands } = withProducer(contextOf(world));
		expect(await commands.setProducer({ rate: 50 }, OPERATOR)).toMatchObject({ running: true, rate: 50 });
		expect(await commands.setProducer({ running: false }, OPERATOR)).toMatchObject({ running: false, rate: 50 });
		expect(await auditOf(world)).toHaveLength(2);
		expect((await auditOf(world)).map(({ before, after }) => ({ before, after }))).toEqual(
			expect.arrayContaining([
				{ before: { running: true, rate: 2 }, after: { running: true, rate: 50 } },
				{ before: { running: true, rate: 50 }, after: { running: false, rate: 50 } },
			]),
		);
	});

	it("changes nothing that cannot be recorded", async () => {
		await using world = await World.open();
		const away = new StoreError("UNAVAILABLE", "the store is away");
		const { commands, producer } = withProducer({ ...contextOf(world), work: { atomic: false, apply: () => Promise.reject(away) } });
		await expect(commands.setProducer({ running: false }, OPERATOR)).rejects.toBe(away);
		expect(producer.state()).toMatchObject({ running: true, rate: 2 });
	});

	it("is refused where this daemon has no producer", async () => {
		await using world = await World.open();
		expect(await refusalOf(commandsOf(world).setProducer({ rate: 50 }, OPERATOR))).toBe("UNAVAILABLE");
		expect(await auditOf(world)).toEqual([]);
	});
});
