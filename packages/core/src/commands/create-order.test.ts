import { describe, expect, it } from "vitest";
import { World } from "../steps/steps.fixture.ts";
import { auditOf, BY_OPERATOR, commandsOf, flow, ONE_STAND, refusalOf, WITH_KEY } from "./commands.fixture.ts";

describe("create an order", () => {
	it("returns the view that lists show immediately, and leaves a record of it", async () => {
		await using world = await World.open();
		const order = await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
		expect(order).toMatchObject({ order_id: 1, amount: 45.99, status: "CREATED", source: "orderdeck-api", currency: "USD" });
		expect((await world.store.listOrders({}, { limit: 10 })).items).toEqual([order]);
		expect(await auditOf(world)).toMatchObject([
			{ actor: "olga", role: "operator", action: "order.create", target: "order:1", before: null, after: { order_id: 1, amount: 45.99 } },
		]);
	});

	it("is counted once by analytics, which sees it later", async () => {
		await using world = await World.open();
		const order = await commandsOf(world).execute("createOrder", ONE_STAND, BY_OPERATOR);
		await flow(world);
		expect((await world.store.aggregates()).reduce((sum, { orders }) => sum + orders, 0)).toBe(1);
		expect((await world.view(1))?.lifecycle.filter(({ type }) => type === "ORDER_CREATED")).toEqual(order.lifecycle);
	});

	it("refuses a price that is not the catalog's, and an unknown product, and writes nothing", async () => {
		await using world = await World.open();
		const items = [
			{ productId: "PROD-002", price: 45.98, quantity: 1 },
			{ productId: "PROD-999", price: 1, quantity: 1 },
		];
		const answer = commandsOf(world).execute("createOrder", { ...ONE_STAND, items }, WITH_KEY);
		await expect(answer).rejects.toMatchObject({
			code: "INVALID_INPUT",
			issues: [{ path: ["items", 0, "price"] }, { path: ["items", 1, "productId"] }],
		});
		expect(await auditOf(world)).toEqual([]);
		expect(await world.events("orders")).toEqual([]);
		expect(await commandsOf(world).execute("createOrder", ONE_STAND, WITH_KEY)).toMatchObject({ order_id: 1 });
	});

	it("never repeats an id, with two processes and after a restart", async () => {
		await using world = await World.open();
		const ids: unknown[] = [];
		for (let start = 0; start < 2; start += 1) {
			const both = [commandsOf(world), commandsOf(world)];
			const orders = await Promise.all(Array.from({ length: 30 }, (_, n) => both[n % 2]?.execute("createOrder", ONE_STAND, BY_OPERATOR)));
			ids.push(...orders.map((order) => order?.order_id));
			world.reopen();
		}
		expect(new Set(ids).size).toBe(60);
	});
});

describe("the same idempotency key", () => {
	it("gives the first answer again, to the byte, whatever has become of the order", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		const first = await commands.execute("createOrder", ONE_STAND, WITH_KEY);
		await flow(world);
		world.reopen();
		const second = await commandsOf(world).execute("createOrder", ONE_STAND, WITH_KEY);
		expect(JSON.stringify(second)).toBe(JSON.stringify(first));
		expect(await world.events("orders")).toHaveLength(1);
		expect(await auditOf(world)).toHaveLength(1);
	});

	it("used by concurrent requests creates one order, and all get the same result", async () => {
		await using world = await World.open();
		const commands = [commandsOf(world), commandsOf(world)];
		const results = await Promise.all(Array.from({ length: 10 }, (_, n) => commands[n % 2]?.execute("createOrder", ONE_STAND, WITH_KEY)));
		expect(new Set(results.map((answer) => JSON.stringify(answer))).size).toBe(1);
		expect(await world.events("orders")).toHaveLength(1);
		expect(await auditOf(world)).toHaveLength(1);
	});

	it("of another client is another key", async () => {
		await using world = await World.open();
		const { execute } = commandsOf(world);
		const first = await execute("createOrder", ONE_STAND, WITH_KEY);
		const others = await execute("createOrder", ONE_STAND, { ...WITH_KEY, actor: { name: "omar", role: "operator" } });
		expect([first.order_id, others.order_id]).toEqual([1, 2]);
	});

	it("belongs to the subject of a token, whatever they are called", async () => {
		await using world = await World.open();
		const { execute } = commandsOf(world);
		const by = (name: string, subject?: string) => ({ ...WITH_KEY, actor: { name, role: "operator", subject } as const });
		const first = await execute("createOrder", ONE_STAND, by("Ann", "u-1"));
		const again = await execute("createOrder", ONE_STAND, by("Ann Married", "u-1"));
		const others = [await execute("createOrder", ONE_STAND, by("Ann", "u-2")), await execute("createOrder", ONE_STAND, by("u-1"))];
		expect([first, again, ...others].map(({ order_id }) => order_id)).toEqual([1, 1, 2, 3]);
	});

	it("for another command is refused", async () => {
		await using world = await World.open();
		const { execute } = commandsOf(world);
		await execute("createOrder", ONE_STAND, WITH_KEY);
		expect(await refusalOf(execute("restock", { id: "PROD-006", quantity: 7 }, WITH_KEY))).toBe("IDEMPOTENCY_KEY_REUSED");
		expect(await world.doc("products", "PROD-006")).toMatchObject({ on_hand: 40 });
	});

	it("with another body is refused", async () => {
		await using world = await World.open();
		const commands = commandsOf(world);
		await commands.execute("createOrder", ONE_STAND, WITH_KEY);
		expect(await refusalOf(commands.execute("createOrder", { ...ONE_STAND, country: "DE" }, WITH_KEY))).toBe("IDEMPOTENCY_KEY_REUSED");
		expect(await world.events("orders")).toHaveLength(1);
	});
});
