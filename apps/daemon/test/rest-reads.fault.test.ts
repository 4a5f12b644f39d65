/** Replays, analytics, inventory, services and health over REST, against a real daemon process. */
import { analyticsSchema } from "@orderdeck/contracts/analytics/requests";
import { inventorySchema } from "@orderdeck/contracts/inventory/requests";
import { replayJobSchema } from "@orderdeck/contracts/replay/entities";
import { producerStateSchema } from "@orderdeck/contracts/services/entities";
import { servicesSchema } from "@orderdeck/contracts/services/requests";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Daemon, startDaemon, temporaryDir, until } from "./daemon.ts";
import { type Api, all, apiOf, audit, create, HOUR, postJson, problemSchema, quiet, read } from "./rest.fixture.ts";

/** Its producer is paused: every order is the test's own. */
let dir: Awaited<ReturnType<typeof temporaryDir>>;
let daemon: Daemon;
let api: Api;

beforeAll(async () => {
	dir = await temporaryDir();
	daemon = await startDaemon({ ...quiet, DATA_DIR: dir.path, SHIP_DISPATCH_MS: HOUR, SHIP_DELIVER_MS: HOUR });
	api = apiOf(daemon);
	for (let n = 0; n < 12; n += 1) await create(api);
});
afterAll(async () => {
	await daemon?.[Symbol.asyncDispose]();
	await dir?.[Symbol.asyncDispose]();
});

describe("replay", () => {
	async function effects() {
		const { body } = await api("/api/analytics");
		const { total_sales, order_count } = analyticsSchema.parse(body);
		// Not the state of the stock beside them: it is sampled every two seconds.
		const { products } = read(inventorySchema, await api("/api/inventory"));
		return { total_sales, order_count, products, ledger: readLedger(dir.path) };
	}

	it("responds 202 with a job that can be followed until it is done; its records carry isReplay and have no effect", async () => {
		await until("the pipeline is idle", async () => {
			const orders = await all(api, "limit=500");
			return orders.every(({ status }) => status === "PREPARED" || status === "CANCELLED");
		});
		const before = await effects();
		const job = read(replayJobSchema, await api("/api/orders/replay", postJson({ days: 7, topic: "orders-replay" })), 202);
		expect(job).toMatchObject({ days: 7, topic: "orders-replay", total: before.order_count });
		let last = job;
		await until("the replay has ended", async () => {
			last = read(replayJobSchema, await api(`/api/replays/${job.job_id}`));
			expect(last.replayed).toBeLessThanOrEqual(last.total);
			return last.state !== "RUNNING";
		});
		expect(last).toMatchObject({ state: "DONE", replayed: before.order_count, total: before.order_count });
		using reader = createSqliteReader({ dir: dir.path });
		const bounds = await reader.log.bounds(["orders-replay"]);
		const records = (
			await Promise.all(bounds.map(({ topic, partition, end }) => reader.log.read({ topic, partition, offset: 0 }, end)))
		).flat();
		expect(records).toHaveLength(before.order_count);
		for (const { value } of records) expect(JSON.parse(Buffer.from(value ?? []).toString())).toMatchObject({ isReplay: true });
		expect(await effects()).toEqual(before);
	});

	it("takes 7 days and orders-replay by default", async () => {
		expect(read(replayJobSchema, await api("/api/orders/replay", { method: "POST" }), 202)).toMatchObject({
			days: 7,
			topic: "orders-replay",
		});
	});
});

describe("other reads", () => {
	it("analytics: the ten newest orders and the totals", async () => {
		const body = read(analyticsSchema, await api("/api/analytics"));
		const orders = await all(api, "limit=500");
		await until("all are counted", async () => analyticsSchema.parse((await api("/api/analytics")).body).order_count === orders.length);
		expect(body.status).toBe("ok");
		expect(body.orders.map(({ order_id }) => order_id)).toEqual(orders.slice(0, 10).map(({ order_id }) => order_id));
		const cents = orders.reduce((sum, { amount }) => sum + Math.round(amount * 100), 0);
		expect(analyticsSchema.parse((await api("/api/analytics")).body).total_sales).toBe(cents / 100);
	});

	it("inventory: what is on hand, reserved and available adds up", async () => {
		const { products } = read(inventorySchema, await api("/api/inventory"));
		expect(products.map(({ product_id }) => product_id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `PROD-00${n}`));
		for (const { on_hand, reserved, available } of products) expect(available).toBe(on_hand - reserved);
		expect(products[1]?.reserved).toBeGreaterThan(0);
	});

	it("inventory: an adjustment with a reason, refused below what is reserved", async () => {
		const adjust = (quantity: number) => api("/api/inventory/PROD-002/adjust", postJson({ quantity, reason: "counted by hand" }));
		expect(read(problemSchema, await adjust(-1_000), 409).code).toBe("STOCK_RESERVED");
		const before = read(inventorySchema, await api("/api/inventory")).products[1];
		expect((await adjust(-1)).body).toMatchObject({ product_id: "PROD-002", on_hand: (before?.on_hand ?? 0) - 1, adjusted: -1 });
		expect((await audit(api))[0]).toMatchObject({ action: "inventory.adjust", reason: "counted by hand" });
	});

	it("services: every role and its state", async () => {
		const { services } = read(servicesSchema, await api("/api/services/status"));
		expect(services.map(({ role }) => role).toSorted()).toEqual([
			"analytics",
			"api",
			"fraud",
			"inventory",
			"payments",
			"producer",
			"shipping",
		]);
		for (const { role, state } of services) expect(state).toBe(role === "producer" ? "paused" : "running");
	});

	it("the producer is read as it was set immediately before", async () => {
		for (const rate of [2, 3, 4, 5]) {
			await api("/api/producer", postJson({ rate }));
			expect(read(producerStateSchema, await api("/api/producer"))).toMatchObject({ running: false, rate });
		}
	});

	it("openapi.json: names every path", async () => {
		const document = read(z.looseObject({ openapi: z.string(), paths: z.record(z.string(), z.unknown()) }), await api("/api/openapi.json"));
		const paths = [
			"/api/analytics",
			"/api/orders",
			"/api/orders/{id}",
			"/api/orders/{id}/events",
			"/api/orders/{id}/cancel",
			"/api/orders/replay",
		];
		expect(Object.keys(document.paths)).toEqual(expect.arrayContaining([...paths, "/api/inventory", "/api/services/status"]));
	});

	it("health: /healthz and /health report ok, /metrics has the lag", async () => {
		for (const path of ["/healthz", "/health"]) expect((await api(path)).body).toEqual({ status: "ok" });
		await until("the lag is sampled", async () => /kafka_consumergroup_lag\{group="fraud-group"/.test((await api("/metrics")).text));
		expect((await api("/metrics")).text).toMatch(/kafka_consumergroup_group_lag_seconds/);
	});
});
