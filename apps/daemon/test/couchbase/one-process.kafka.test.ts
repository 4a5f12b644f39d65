/** The real daemon with all roles in one process, its log on Kafka and its store in Couchbase. */
import { readdir } from "node:fs/promises";
import { TOPICS } from "@orderdeck/contracts/topics";
import { describe, expect, it } from "vitest";
import { extent } from "../../../../packages/core/test/extent.ts";
import { seed } from "../../../../packages/core/test/random.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "../daemon.ts";
import { drainAndStop } from "../drain-and-stop.ts";
import { plainClient, readAll } from "../kafka/plain-client.ts";
import { NO_COUCHBASE, startCouchbase } from "./couchbase.ts";
import { brokenInvariants, cleanEnv, deadLetters, lagShown, produceOrders, readiness, states } from "./fixture.ts";

const ORDERS = extent(100, 400);
/** Orders of another program, in four currencies. */
const IN_CURRENCIES = 40;
/** Orders a second. */
const RATE = String(extent(30, 100));

interface Order {
	readonly order_id: string | number;
	readonly status: string;
}

interface Sum {
	readonly orders: number;
	readonly sales: number;
}

async function get<T>({ url }: Daemon, path: string): Promise<T> {
	const response = await fetch(`${url}${path}`);
	expect(response.status, path).toBe(200);
	return (await response.json()) as T;
}

describe.skipIf(NO_COUCHBASE !== "")(`all roles in one process on Kafka and Couchbase, TEST_SEED=${seed}${NO_COUCHBASE}`, () => {
	it(`completes ${ORDERS} orders and more, shows them, and keeps every invariant`, async () => {
		await using couchbase = await startCouchbase();
		await using dir = await temporaryDir();
		const env = { ...(await cleanEnv(couchbase)), DATA_DIR: dir.path };
		await using daemon = await startDaemon({ ...env, PRODUCER_RATE: RATE, PRODUCER_SEED: String(seed) });
		await produceOrders(10_000_000, IN_CURRENCIES);

		await until(`${ORDERS} orders are counted`, async () => {
			return (await get<{ order_count: number }>(daemon, "/api/analytics")).order_count >= ORDERS;
		});
		expect(await readiness(daemon.url)).toMatchObject({ status: 200, store: { ready: true }, log: { ready: true } });
		await until("the lag of all groups is shown", async () => (await lagShown(daemon.url)) !== undefined);
		expect([...(await states(daemon.url)).values()]).toEqual(Array.from({ length: 7 }, () => "running"));

		const delivered = async () => (await get<{ orders: Order[] }>(daemon, "/api/orders?status=DELIVERED&limit=20")).orders;
		await until("twenty are delivered", async () => (await delivered()).length === 20);
		const last = (await delivered()).at(-1);
		const id = String(last?.order_id);
		expect(await get<Order>(daemon, `/api/orders/${id}`)).toEqual(last);
		const { events } = await get<{ events: { type: string }[] }>(daemon, `/api/orders/${id}/events`);
		expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["ORDER_CREATED", "PAYMENT_PROCESSED", "SHIPMENT_DELIVERED"]));
		expect((await get<{ products: unknown[] }>(daemon, "/api/inventory")).products).toHaveLength(8);

		// Each currency has its own exact sum; a recount of the log is among the invariants below.
		const totals = async () => (await get<{ by_currency: Record<string, Sum> }>(daemon, "/api/analytics")).by_currency;
		const orders = IN_CURRENCIES / 4;
		await until("all currencies are counted", async () => {
			const counted = await totals();
			return ["EUR", "JPY", "KWD"].every((currency) => counted[currency]?.orders === orders);
		});
		const { USD: _producers, ...others } = await totals();
		expect(others).toEqual({ EUR: { orders, sales: 184.5 }, JPY: { orders, sales: 29_990 }, KWD: { orders, sales: 61.25 } });

		expect(await daemon.end("SIGTERM"), daemon.output()).toBe(0);
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		expect(await brokenInvariants(couchbase)).toEqual([]);
		expect(await deadLetters()).toBe(0);
		const accepted = new Set((await readAll(plainClient(), TOPICS.orders)).map(({ message }) => String(message.key)));
		// Order views alone are in the bucket's default collection, and nothing is in files.
		expect(new Set(couchbase.queries.keys("_default._default"))).toEqual(accepted);
		expect(await readdir(dir.path)).toEqual([]);
	});

	it("with the log in files and the store in Couchbase, completes an order", async () => {
		await using couchbase = await startCouchbase();
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({
			...couchbase.env,
			...{ DATA_DIR: dir.path, PRODUCER_RATE: "0", PAYMENT_DECLINE_RATE: "0", SHIP_DISPATCH_MS: "100", SHIP_DELIVER_MS: "100" },
		});
		const created = await fetch(`${daemon.url}/api/orders`, {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify({ customerId: 1, items: [{ productId: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 }] }),
		});
		expect(created.status, daemon.output()).toBe(201);
		const { order_id } = (await created.json()) as Order;
		await until("it is delivered", async () => (await couchbase.store.get("orders", [String(order_id)]))[0]?.doc.status === "DELIVERED");
		expect(await daemon.end("SIGTERM"), daemon.output()).toBe(0);
	});
});
