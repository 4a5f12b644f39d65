import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { describe, expect, it } from "vitest";
import { order } from "../ports/order-store.samples.ts";
import { World } from "../steps/steps.fixture.ts";
import { listStuck, type StuckFilter } from "./stuck-orders.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

/** Orders of so many seconds before noon. */
async function withOrders(
	world: World,
	orders: readonly (readonly [id: number, secondsAgo: number, status: OrderStatus])[],
): Promise<void> {
	const docs = orders.map(([id, ago, status]) => {
		const at = new Date(NOON - ago * 1_000).toISOString();
		const place = { topic: "orders", partition: 0, offset: id };
		const lifecycle = [{ event_id: `${id}:ORDER_CREATED`, type: "ORDER_CREATED" as const, occurred_at: at, ...place }];
		return order(id, { status, created_at: at, processed_at: at, lifecycle });
	});
	await world.store.write(docs.map((doc) => ({ op: "insert", collection: "orders", key: String(doc.order_id), doc })));
}

async function listed(world: World, filter: StuckFilter, limit = 500): Promise<unknown[]> {
	const ids: unknown[] = [];
	let cursor: string | undefined;
	do {
		const page = await listStuck(world.store, filter, { limit, cursor, order: "oldest" }, NOON);
		ids.push(...page.items.map(({ order_id }) => order_id));
		cursor = page.next;
	} while (cursor !== undefined);
	return ids;
}

describe("stuck orders", () => {
	it("are those in progress that are over the time of their step, longest wait first, whatever the size of pages", async () => {
		await using world = await World.open();
		await withOrders(world, [
			[1, 60, "CREATED"],
			[2, 60, "DELIVERED"],
			[3, 90, "CREATED"],
			[4, 2, "CREATED"],
			[5, 30, "CONFIRMED"],
			[6, 60, "CANCELLED"],
		]);
		for (const limit of [1, 2, 500]) expect(await listed(world, { stuck: true }, limit), String(limit)).toEqual([3, 1, 5]);
		expect(await listed(world, { stuck: true, status: ["CONFIRMED", "DELIVERED"] })).toEqual([5]);
		expect(await listed(world, { stuck: true, status: ["DELIVERED"] })).toEqual([]);
		expect((await listed(world, { stuck: false })).toSorted()).toEqual([2, 4, 6]);
		expect((await listed(world, {})).length).toBe(6);
	});
});
