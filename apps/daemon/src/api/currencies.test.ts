import { orderPageSchema } from "@orderdeck/contracts/orders/requests";
import { ROLES } from "@orderdeck/contracts/topics";
import { created } from "@orderdeck/core/steps/events.fixture";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "../http/server.fixture.ts";

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon({ roles: ROLES.filter((role) => role !== "producer") });
	const orders = [
		created("O-1", { amount: 100, currency: "USD", country: "US" }),
		created("O-2", { amount: 30_000, currency: "JPY", country: "us" }),
		created("O-3", { amount: 1_000, currency: "JPY", country: "BR" }),
		created("O-4", { amount: 1.235, currency: "KWD", country: " Us " }),
		created("O-5", { amount: 400.005, currency: "usd", country: "BR" }),
	];
	await daemon.work.apply({ writes: [], records: orders.map(encodeEvent) });
	while ((await idsOf("/api/orders?status=DELIVERED")).length < orders.length) await new Promise((resolve) => setTimeout(resolve, 20));
});
afterAll(() => daemon[Symbol.asyncDispose]());

async function get(path: string): Promise<unknown> {
	return (await fetch(`${daemon.url}${path}`)).json();
}

async function idsOf(path: string) {
	return orderPageSchema
		.parse(await get(path))
		.orders.map(({ order_id }) => order_id)
		.toSorted();
}

describe("orders in several currencies", () => {
	it("have a total each: 100 USD and 30,000 JPY are no 30,100", async () => {
		expect(await get("/api/analytics")).toMatchObject({
			total_sales: 500.01,
			currency: "USD",
			order_count: 5,
			by_currency: { JPY: { orders: 2, sales: 31_000 }, KWD: { orders: 1, sales: 1.235 }, USD: { orders: 2, sales: 500.01 } },
		});
	});

	it("are judged by rules of their own currency: 1,000 JPY raise no alert", async () => {
		expect(await get("/api/alerts")).toMatchObject({
			alerts: [{ order_id: "O-5", currency: "USD", country: "BR" }],
			open: 1,
			open_amount: 400.01,
			open_currency: "USD",
			open_by_currency: { USD: 400.01 },
		});
	});

	it("are a family of samples by currency for Prometheus", async () => {
		const text = await (await fetch(`${daemon.url}/metrics`)).text();
		expect(text.match(/^orderdeck_sales_total\{.*$/gm)?.toSorted()).toEqual([
			'orderdeck_sales_total{currency="JPY"} 31000',
			'orderdeck_sales_total{currency="KWD"} 1.235',
			'orderdeck_sales_total{currency="USD"} 500.01',
		]);
	});
});

describe("country codes", () => {
	it("are one, however an order or a request spells them: `us` and ` Us ` are US", async () => {
		for (const spelled of ["US", "us", "%20uS%20"]) expect(await idsOf(`/api/orders?country=${spelled}`)).toEqual(["O-1", "O-2", "O-4"]);
		expect(await get("/api/orders/O-2")).toMatchObject({ country: "US" });
	});

	it("may be sent in lower case", async () => {
		const body = JSON.stringify({ customerId: 1, country: "de", items: [{ productId: "PROD-003", price: 34.99, quantity: 1 }] });
		const response = await fetch(`${daemon.url}/api/orders`, { method: "POST", headers: { "content-type": "application/json" }, body });
		expect(response.status).toBe(201);
		expect(await response.json()).toMatchObject({ country: "DE", currency: "USD", amount: 34.99 });
	});
});
