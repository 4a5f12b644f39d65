import type { AppRouter } from "@orderdeck/contracts/router";
import { ROLES } from "@orderdeck/contracts/topics";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ROLES.filter((role) => role !== "producer") });
});
afterAll(() => daemon[Symbol.asyncDispose]());

const client = () => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${daemon.url}/trpc` })] });

/** A risky order (rule 1), followed until it is delivered. */
async function deliveredOrder(): Promise<string> {
	const items = [{ productId: "PROD-004", price: 129.99, quantity: 3 }];
	const { order_id } = await client().orders.create.mutate({ customerId: "C-1", country: "BR", items });
	const id = String(order_id);
	while ((await client().orders.get.query({ id })).status !== "DELIVERED") await new Promise((resolve) => setTimeout(resolve, 20));
	return id;
}

describe("the API over a running pipeline", () => {
	it("shows one order's whole life in every place that shows it", async () => {
		const id = await deliveredOrder();
		const api = client();

		const { events } = await api.orders.events.query({ id });
		expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["ORDER_CREATED", "PAYMENT_PROCESSED", "SHIPMENT_DELIVERED"]));
		expect(events.map(({ occurred_at }) => occurred_at)).toEqual(events.map(({ occurred_at }) => occurred_at).toSorted());
		expect(Object.keys(events[0] ?? {}).toSorted()).toEqual(["data", "event_id", "occurred_at", "offset", "partition", "topic", "type"]);

		const alerts = await api.alerts.list.query({});
		expect(alerts).toMatchObject({ open: 1, open_amount: 389.97, nextCursor: null });
		expect(alerts.alerts).toMatchObject([{ reason: "HIGH_AMOUNT_RISKY_COUNTRY", order_status: "DELIVERED" }]);

		await daemon.lag.sample();
		expect(await api.orders.whereIs.query({ id })).toMatchObject({ stage: "done" });
		const { groups } = await api.lag.list.query();
		expect(groups.map(({ group }) => group).toSorted()).toEqual([
			"analytics-group",
			"fraud-group",
			"inventory-group",
			"payments-group",
			"shipping-group",
		]);
		expect(groups.every(({ waiting }) => waiting.orders === 0)).toBe(true);
		expect(Object.keys(await api.lag.history.query()).toSorted()).toEqual(groups.map(({ group }) => group).toSorted());

		const past = await api.lag.groupHistory.query({ id: "payments-group", minutes: 5 });
		expect(past).toMatchObject({ group: "payments-group", step_ms: 5_000 });
		expect(past.late.slice(-2).some((late) => late !== null)).toBe(true);
		expect(past.partitions.map(({ late }) => late.length)).toEqual(Array.from({ length: 12 }, () => past.late.length));
		await expect(api.lag.groupHistory.query({ id: "none" })).rejects.toMatchObject({ data: { problem: { code: "NOT_FOUND" } } });

		const overview = await api.analytics.overview.query({ minutes: 10 });
		expect(overview.totals).toMatchObject({ order_count: 1, total_sales: 389.97, by_country: { BR: { orders: 1, sales: 389.97 } } });
		expect(overview.minutes).toHaveLength(20);
		expect(overview.minutes.reduce((sum, { orders }) => sum + orders, 0)).toBe(1);
		expect(overview.waiting.delivery).toEqual({ orders: 0, amount: 0, currency: "USD", by_currency: {} });

		const { products } = await api.inventory.list.query();
		expect(products.find(({ product_id }) => product_id === "PROD-004")).toMatchObject({ on_hand: 72, reserved: 0, shipped: 3 });
		expect((await api.audit.list.query({})).records).toMatchObject([{ actor: "local", action: "order.create", target: `order:${id}` }]);
	});

	it("gives tRPC callers the same problem as REST callers, a batch and all", async () => {
		const api = client();
		const [missing, wrong] = await Promise.allSettled([
			api.orders.get.query({ id: "none" }),
			api.inventory.restock.mutate({ id: "PROD-001", quantity: 0 }),
		]);
		const problemOf = (result: PromiseSettledResult<unknown> | undefined) =>
			result?.status === "rejected" && result.reason instanceof TRPCClientError ? result.reason.data : undefined;
		expect(problemOf(missing)).toMatchObject({ httpStatus: 404, problem: { code: "NOT_FOUND", issues: [] } });
		expect(problemOf(wrong)).toMatchObject({ httpStatus: 400, problem: { code: "INVALID_INPUT", issues: [{ path: ["quantity"] }] } });
		expect(problemOf(missing)).not.toHaveProperty("stack");
	});
});
