import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { liveFrameSchema } from "@orderdeck/contracts/live";
import { ROLES } from "@orderdeck/contracts/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ROLES.filter((role) => role !== "producer") });
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function post(path: string, body: object): Promise<void> {
	const headers = { "content-type": "application/json" };
	const response = await fetch(`${daemon.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
	expect(response.ok, await response.text()).toBe(true);
}
async function order(quantity: number): Promise<void> {
	const items = [{ productId: "PROD-006", price: 89.99, quantity }];
	await post("/api/orders", { customerId: "C-1", country: "DE", items });
}
async function inventory() {
	await daemon.stock.sample();
	return inventorySchema.parse(await (await fetch(`${daemon.url}/api/inventory`)).json());
}
async function firstFrame() {
	const response = await fetch(`${daemon.url}/trpc/live?input=%7B%7D`, { headers: { accept: "text/event-stream" } });
	let text = "";
	for await (const chunk of response.body ?? []) {
		text += Buffer.from(chunk).toString();
		const data = /^data: (\{.*"stock".*\})$/m.exec(text)?.[1];
		if (data !== undefined) return liveFrameSchema.parse(JSON.parse(data).data ?? JSON.parse(data));
	}
	throw new Error("the stream has ended");
}

describe("orders without stock", () => {
	it("are a high rate, and the product that is out and the one that is low are states: in the API, the live stream and the metrics", async () => {
		await post("/api/inventory/PROD-002/adjust", { quantity: -41, reason: "counted" });
		for (let count = 0; count < 8; count += 1) await order(5);
		for (let count = 0; count < 12; count += 1) await order(1);
		await expect.poll(async () => (await inventory()).stock?.orders.checked).toBe(20);
		const { products, stock } = await inventory();
		expect(stock).toMatchObject({
			products: { ok: 6, low: 1, out: 1 },
			orders: { state: "high", rate: 0.6, checked: 20, out_of_stock: 12 },
		});
		const state = (id: string) => products.find(({ product_id }) => product_id === id)?.state;
		expect(["PROD-001", "PROD-002", "PROD-006"].map(state)).toEqual(["ok", "low", "out"]);
		expect((await firstFrame()).stock).toMatchObject({ products: { low: 1, out: 1 }, orders: { state: "high" } });
		const scrape = await (await fetch(`${daemon.url}/metrics`)).text();
		expect(scrape).toContain('orderdeck_out_of_stock_state{state="high"} 1');
		expect(scrape).toContain('orderdeck_out_of_stock_ratio{window="10m"} 0.6');
		expect(scrape).toContain('orderdeck_product_state{product="PROD-002",state="low"} 1');
		expect(scrape).toContain('orderdeck_product_state{product="PROD-006",state="out"} 1');
	});
});
