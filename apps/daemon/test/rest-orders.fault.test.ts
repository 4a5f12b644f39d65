/** Orders over REST in detail: create, list, read, cancel; against a real daemon process. */

import { orderViewSchema } from "@orderdeck/contracts/orders/entities";
import { orderEventsSchema } from "@orderdeck/contracts/orders/requests";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import {
	type Api,
	all,
	apiOf,
	audit,
	create,
	get,
	HOUR,
	ONE_STAND,
	postJson,
	problemSchema,
	quiet,
	reaches,
	read,
} from "./rest.fixture.ts";

/** Its producer is paused: every order is the test's own. */
let dir: Awaited<ReturnType<typeof temporaryDir>>;
let daemon: Daemon;
let api: Api;

beforeAll(async () => {
	dir = await temporaryDir();
	daemon = await startDaemon({ ...quiet, DATA_DIR: dir.path, SHIP_DISPATCH_MS: HOUR, SHIP_DELIVER_MS: HOUR });
	api = apiOf(daemon);
});
afterAll(async () => {
	await daemon?.[Symbol.asyncDispose]();
	await dir?.[Symbol.asyncDispose]();
});

describe("create", () => {
	it("responds 201 with the order view at the top level", async () => {
		const response = await api("/api/orders", postJson(ONE_STAND));
		expect(response.status).toBe(201);
		expect(response.body).toMatchObject({
			order_id: expect.any(Number),
			customer_id: 1000,
			customer_email: "a@example.com",
			amount: 45.99,
			currency: "USD",
			status: "CREATED",
			items: [{ product_id: "PROD-002", name: "Laptop Stand", price: 45.99, quantity: 1 }],
			kafka_partition: expect.any(Number),
			kafka_offset: expect.any(Number),
			processed_at: expect.stringMatching(/Z$/),
		});
		expect(response.text).not.toContain("customerId");
	});

	it("with the same Idempotency-Key creates one order, repeated later or concurrently; with another body it is refused", async () => {
		const first = await create(api, {}, { "idempotency-key": "again" });
		await reaches(api, first.order_id, "PREPARED");
		const before = (await all(api, "limit=500")).length;
		expect(await create(api, {}, { "idempotency-key": "again" })).toEqual(first);
		const together = await Promise.all(
			Array.from({ length: 8 }, () => api("/api/orders", postJson(ONE_STAND, { "idempotency-key": "at-once" }))),
		);
		expect(new Set(together.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
		expect((await all(api, "limit=500")).length).toBe(before + 1);
		const other = await api("/api/orders", postJson({ ...ONE_STAND, country: "DE" }, { "idempotency-key": "again" }));
		expect(read(problemSchema, other, 422).code).toBe("IDEMPOTENCY_KEY_REUSED");
	});
});

describe("list", () => {
	beforeAll(async () => {
		const countries = ["US", "DE", "FR"];
		for (let n = 0; n < 30; n += 1) {
			const items = [{ productId: "PROD-008", price: 19.99, quantity: n < 20 ? 1 : 16 }];
			await create(api, { country: countries[n % 3], customerId: n % 2 === 0 ? 2000 : "CUST-7", items });
		}
		await until("the last orders are flagged", async () => (await all(api, "flagged=true")).length === 7);
	});

	it.each([
		"",
		"country=DE,FR",
		"country=DE&country=FR",
		"minAmount=100",
		"customer=2000",
		"flagged=false",
		"status=PREPARED,CREATED,PAID",
	])("walks all pages of %j without loss or repeat, newest first", async (filter) => {
		const whole = (await all(api, `limit=500&${filter}`)).map(({ order_id }) => order_id);
		const walked = await all(api, `limit=7&${filter}`);
		expect(walked.map(({ order_id }) => order_id)).toEqual(whole);
		expect(new Set(whole).size).toBe(whole.length);
		expect(whole.length).toBeGreaterThan(7);
		const times = walked.map(({ created_at }) => created_at);
		expect(times).toEqual(times.toSorted().toReversed());
	});

	it("applies every filter exactly", async () => {
		const orders = await all(api, "limit=500");
		const middle = orders[15]?.created_at ?? "";
		const filters: [string, (order: (typeof orders)[number]) => boolean][] = [
			["country=DE", ({ country }) => country === "DE"],
			["status=PREPARED", ({ status }) => status === "PREPARED"],
			["minAmount=45.99&maxAmount=100", ({ amount }) => amount >= 45.99 && amount <= 100],
			["flagged=true", ({ flagged }) => flagged],
			["flagged=false", ({ flagged }) => !flagged],
			["customer=CUST-7", ({ customer_id }) => customer_id === "CUST-7"],
			["customer=2000", ({ customer_id }) => customer_id === 2000],
			[`from=${middle}`, ({ created_at }) => created_at >= middle],
			[`to=${middle}`, ({ created_at }) => created_at <= middle],
			[`q=${orders[3]?.order_id}`, ({ order_id }) => order_id === orders[3]?.order_id],
			["q=laptop", ({ items }) => items?.some(({ product_id }) => product_id === "PROD-002") === true],
			["country=FR&flagged=true&minAmount=300", ({ country, flagged }) => country === "FR" && flagged],
		];
		await until("all are prepared", async () => (await all(api, "limit=500")).every(({ status }) => status === "PREPARED"));
		const now = await all(api, "limit=500");
		for (const [query, fits] of filters) {
			const found = (await all(api, `limit=5&${query}`)).map(({ order_id }) => order_id);
			expect(found, query).toEqual(now.filter(fits).map(({ order_id }) => order_id));
			expect(found.length, query).toBeGreaterThan(0);
		}
	});
});

describe("one order", () => {
	it("lists its events oldest first, each with the documented fields", async () => {
		const { order_id } = await create(api);
		const history = async () => read(orderEventsSchema, await api(`/api/orders/${order_id}/events`)).events;
		await until("its shipment is created", async () => (await history()).some(({ type }) => type === "SHIPMENT_CREATED"));
		const events = await history();
		expect(events.map(({ type }) => type).toSorted()).toEqual([
			"INVENTORY_RESERVED",
			"ORDER_CREATED",
			"PAYMENT_PROCESSED",
			"PAYMENT_PROCESSING",
			"SHIPMENT_CREATED",
		]);
		expect(events[0]?.type).toBe("ORDER_CREATED");
		expect(events.map(({ occurred_at }) => occurred_at)).toEqual(events.map(({ occurred_at }) => occurred_at).toSorted());
		for (const event of events) {
			expect(Object.keys(event).toSorted()).toEqual(["data", "event_id", "occurred_at", "offset", "partition", "topic", "type"]);
			expect(event.data).toMatchObject({ order_id });
		}
	});

	it.each(["/api/orders/4711000", "/api/orders/4711000/events"])("that does not exist is a 404: %s", async (path) => {
		expect(read(problemSchema, await api(path), 404).code).toBe("NOT_FOUND");
	});
});

describe("cancel", () => {
	it("of an order that is not shipped responds 200 with the cancelled view; a second time 409", async () => {
		const { order_id } = await create(api);
		await reaches(api, order_id, "PREPARED");
		const view = read(orderViewSchema, await api(`/api/orders/${order_id}/cancel`, postJson({ reason: "ordered twice" })));
		expect(view).toMatchObject({ order_id, status: "CANCELLED", cancel: { cause: "REQUESTED", reason: "ordered twice" } });
		expect(await get(api, order_id)).toMatchObject({ status: "CANCELLED" });
		expect(read(problemSchema, await api(`/api/orders/${order_id}/cancel`, postJson({})), 409).code).toBe("ORDER_ALREADY_CANCELLED");
		await until("the payment is refunded", async () =>
			readLedger(dir.path).some((entry) => entry.orderId === String(order_id) && entry.refunded),
		);
	});

	it("needs no body", async () => {
		const { order_id } = await create(api);
		const view = read(orderViewSchema, await api(`/api/orders/${order_id}/cancel`, { method: "POST" }));
		expect(view).toMatchObject({ status: "CANCELLED", cancel: { reason: "Cancelled by an operator" } });
	});

	it("of an order that does not exist is a 404", async () => {
		expect(read(problemSchema, await api("/api/orders/4711000/cancel", postJson({})), 404).code).toBe("NOT_FOUND");
	});

	it.each([
		["SHIPPED", HOUR, "ORDER_ALREADY_SHIPPED"],
		["DELIVERED", "0", "ORDER_ALREADY_DELIVERED"],
	])("of one that is %s is a 409 that states it", async (status, deliverMs, code) => {
		await using own = await temporaryDir();
		await using other = await startDaemon({ ...quiet, DATA_DIR: own.path, SHIP_DISPATCH_MS: "0", SHIP_DELIVER_MS: deliverMs });
		const there = apiOf(other);
		const { order_id } = await create(there);
		await reaches(there, order_id, status);
		const refusal = read(problemSchema, await there(`/api/orders/${order_id}/cancel`, postJson({ reason: "too late" })), 409);
		expect(refusal).toMatchObject({ code, message: expect.stringContaining(String(order_id)) });
		expect(await get(there, order_id)).toMatchObject({ status });
		expect((await audit(there)).map(({ action, result }) => `${action} ${result}`)).toEqual([
			`order.cancel refused:${code}`,
			"order.create done",
		]);
	});
});
