/** What the REST API refuses, what it audits, and who may use it; against a real daemon process. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { analyticsSchema } from "@orderdeck/contracts/analytics/requests";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Daemon, startDaemon, temporaryDir } from "./daemon.ts";
import { type Api, apiOf, audit, create, HOUR, ONE_STAND, postJson, problemSchema, quiet, read } from "./rest.fixture.ts";

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

describe("wrong input is a 400 that states what is accepted, and changes nothing", () => {
	const item = ONE_STAND.items[0];
	const withItem = (changes: object) => ["/api/orders", postJson({ ...ONE_STAND, items: [{ ...item, ...changes }] })] as const;
	const raw = (body: string, type = "application/json") =>
		["/api/orders", { method: "POST", body, headers: { "content-type": type } }] as const;

	it.each<[string, readonly [string, RequestInit?], string?]>([
		["no items", ["/api/orders", postJson({ ...ONE_STAND, items: [] })], "items"],
		["items missing", ["/api/orders", postJson({ customerId: 1 })], "items"],
		["items that are no list", ["/api/orders", postJson({ ...ONE_STAND, items: {} })], "items"],
		["a negative price", withItem({ price: -45.99 }), "price"],
		["a price of null, which is what NaN becomes", withItem({ price: Number.NaN }), "price"],
		["NaN itself", raw(JSON.stringify(ONE_STAND).replace("45.99", "NaN")), "body"],
		["a price of text", withItem({ price: "45.99" }), "price"],
		["a price beyond all numbers", raw(JSON.stringify(ONE_STAND).replace("45.99", "1e999")), "price"],
		["a quantity of 0", withItem({ quantity: 0 }), "quantity"],
		["a quantity of -1", withItem({ quantity: -1 }), "quantity"],
		["a quantity of 1e9", withItem({ quantity: 1e9 }), "quantity"],
		["a quantity of 1.5", withItem({ quantity: 1.5 }), "quantity"],
		["a quantity of text", withItem({ quantity: "2" }), "quantity"],
		["an unknown product", withItem({ productId: "PROD-999" }), "productId"],
		["a product called constructor", withItem({ productId: "constructor" }), "productId"],
		["another price than the catalog's", withItem({ price: 45.98 }), "price"],
		["an unknown field", ["/api/orders", postJson({ ...ONE_STAND, discount: 5 })], "discount"],
		["a customer of null", ["/api/orders", postJson({ ...ONE_STAND, customerId: null })], "customerId"],
		["an email that is none", ["/api/orders", postJson({ ...ONE_STAND, customerEmail: "a" })], "customerEmail"],
		["a list as body", ["/api/orders", postJson([])], "body"],
		["null as body", ["/api/orders", postJson(null)], "body"],
		["no body", ["/api/orders", { method: "POST" }]],
		["2 MB", raw(JSON.stringify({ ...ONE_STAND, note: "x".repeat(2e6) })), "body"],
		["broken JSON", raw('{"customerId":'), "body"],
		["a form", raw("customerId=1", "application/x-www-form-urlencoded"), "body"],
		["text", raw(JSON.stringify(ONE_STAND), "text/plain"), "body"],
		["an Idempotency-Key with a space", ["/api/orders", postJson(ONE_STAND, { "idempotency-key": "a b" })], "Idempotency-Key"],
		["an unknown filter", ["/api/orders?colour=red"], "colour"],
		["a foreign cursor", ["/api/orders?cursor=bm90IG91cnM"], "cursor"],
		["limit 0", ["/api/orders?limit=0"], "limit"],
		["limit 501", ["/api/orders?limit=501"], "limit"],
		["limit x", ["/api/orders?limit=x"], "limit"],
		["limit twice", ["/api/orders?limit=1&limit=2"], "limit"],
		["an unknown status", ["/api/orders?status=LOST"], "status"],
		["a negative amount", ["/api/orders?minAmount=-1"], "minAmount"],
		["a date that is none", ["/api/orders?from=yesterday"], "from"],
		["flagged maybe", ["/api/orders?flagged=maybe"], "flagged"],
		["an order id without end", [`/api/orders/${"9".repeat(200)}`], "id"],
		["days of -1", ["/api/orders/replay", postJson({ days: -1 })], "days"],
		["days of 0", ["/api/orders/replay", postJson({ days: 0 })], "days"],
		["days of text", ["/api/orders/replay", postJson({ days: "x" })], "days"],
		["days of 366", ["/api/orders/replay", postJson({ days: 366 })], "days"],
		["a live topic", ["/api/orders/replay", postJson({ days: 7, topic: "orders" })], "topic"],
		["a dead-letter topic", ["/api/orders/replay", postJson({ days: 7, topic: "payments-group.dlq" })], "topic"],
		["a topic that is no name", ["/api/orders/replay", postJson({ days: 7, topic: "../etc" })], "topic"],
		["an empty reason", ["/api/orders/1/cancel", postJson({ reason: " " })], "reason"],
		["a restock of 0", ["/api/inventory/PROD-001/restock", postJson({ quantity: 0 })], "quantity"],
		["a rate of 0", ["/api/producer", postJson({ rate: 0 })], "rate"],
	])("%s", async (_name, [path, init], field) => {
		const counted = async () => {
			const orders = analyticsSchema.parse((await api("/api/analytics")).body).order_count;
			return { orders, audit: (await audit(api)).length };
		};
		const before = await counted();
		const problem = read(problemSchema, await api(path, init), 400);
		expect(problem.message).not.toMatch(/\bat \S+:\d+|node_modules|ZodError/);
		if (field !== undefined) expect(problem.issues.flatMap(({ path: place }) => place)).toContain(field);
		expect(await counted()).toEqual(before);
		expect((await api("/healthz")).status).toBe(200);
	});
});

describe("the audit log", () => {
	it("holds one record a mutation, with actor, before and after, and one of the mutation that was refused", async () => {
		await using own = await temporaryDir();
		await using other = await startDaemon({ ...quiet, DATA_DIR: own.path, SHIP_DISPATCH_MS: HOUR });
		const there = apiOf(other);
		const { order_id } = await create(there, {}, { "idempotency-key": "k" });
		await create(there, {}, { "idempotency-key": "k" });
		await there(`/api/orders/${order_id}/cancel`, postJson({ reason: "r" }));
		await there(`/api/orders/${order_id}/cancel`, postJson({ reason: "r" }));
		await there("/api/inventory/PROD-001/restock", postJson({ quantity: 5 }));
		await there("/api/producer", postJson({ rate: 3 }));
		await there("/api/orders/replay", postJson({ days: 1 }));
		const records = (await audit(there)).toReversed();
		expect(records.map(({ action }) => action)).toEqual([
			"order.create",
			"order.cancel",
			"order.cancel",
			"inventory.restock",
			"producer.set",
			"orders.replay",
		]);
		for (const record of records) expect(record).toMatchObject({ actor: "local", role: "admin", at: expect.stringMatching(/Z$/) });
		expect(records).toMatchObject([
			{ target: `order:${order_id}`, before: null, after: { order_id, amount: 45.99 } },
			{ target: `order:${order_id}`, before: { status: expect.any(String) }, after: { status: "CANCELLED" }, reason: "r", result: "done" },
			{ target: `order:${order_id}`, before: null, after: null, reason: "r", result: "refused:ORDER_ALREADY_CANCELLED" },
			{ target: "product:PROD-001", before: { on_hand: 100 }, after: { on_hand: 105 } },
			{ target: "producer", before: { running: false }, after: { rate: 3 } },
			{ target: "topic:orders-replay", before: null, after: { days: 1 } },
		]);
	});
});

describe("access by token", () => {
	const tokens = { vera: "viewer-token", olga: "operator-token" };
	const grant = (name: string, role: string, token: string) => `${name}:${role}:${createHash("sha256").update(token).digest("hex")}`;

	it("is 401 without one, 403 beyond one's role, 200 within it; the audit log names who acted", async () => {
		await using own = await temporaryDir();
		const AUTH_TOKENS = [grant("vera", "viewer", tokens.vera), grant("olga", "operator", tokens.olga)].join(",");
		await using other = await startDaemon({ ...quiet, DATA_DIR: join(own.path, "data"), AUTH_TOKENS });
		const [nobody, stranger, vera, olga] = [apiOf(other), apiOf(other, "guess"), apiOf(other, tokens.vera), apiOf(other, tokens.olga)];
		for (const path of ["/api/orders", "/api/analytics", "/api/audit", "/api/openapi.json", "/api/inventory", "/api/services/status"]) {
			expect(read(problemSchema, await nobody(path), 401).code).toBe("UNAUTHENTICATED");
			expect(read(problemSchema, await stranger(path), 401).code).toBe("UNAUTHENTICATED");
			expect((await vera(path)).status, path).toBe(200);
			expect((await olga(path)).status, path).toBe(200);
		}
		const mutations: [string, unknown][] = [
			["/api/orders", ONE_STAND],
			["/api/orders/1/cancel", {}],
			["/api/orders/replay", {}],
			["/api/inventory/PROD-001/restock", { quantity: 1 }],
			["/api/producer", { rate: 1 }],
		];
		for (const [path, body] of mutations) {
			expect((await nobody(path, postJson(body))).status, path).toBe(401);
			expect(read(problemSchema, await vera(path, postJson(body)), 403).code).toBe("FORBIDDEN");
		}
		const refused = await audit(vera);
		expect(refused.map(({ actor, result }) => `${actor} ${result}`)).toEqual(mutations.map(() => "vera refused:FORBIDDEN"));
		for (const [path, body] of mutations) expect((await olga(path, postJson(body))).status, path).toBeLessThan(300);
		const done = (await audit(vera)).filter(({ result }) => result === "done");
		expect(done.map(({ actor, role }) => `${actor} ${role}`)).toEqual(mutations.map(() => "olga operator"));
		expect((await nobody("/healthz")).status).toBe(200);
		expect(other.output()).not.toContain(tokens.olga);
	});
});
