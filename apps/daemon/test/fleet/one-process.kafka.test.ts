/** The real daemon with all roles in one process, its log on Kafka: crashes, invalid records, other clients, lag. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import type { KafkaMessage, Message } from "kafkajs";
import { describe, expect, it } from "vitest";
import { extent, SOAK } from "../../../../packages/core/test/extent.ts";
import { mulberry32, seed } from "../../../../packages/core/test/random.ts";
import { openKafka } from "../../src/pipeline/backend.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "../daemon.ts";
import { drainAndStop } from "../drain-and-stop.ts";
import { violations } from "../invariants.ts";
import { type Control, findControl, requireControl } from "../kafka/control.ts";
import { compareLags, disagreements } from "../kafka/lag-comparison.ts";
import { plainClient, produce, readAll } from "../kafka/plain-client.ts";
import { findPython } from "../kafka/python.ts";
import { kafkaUnderTest } from "./fleet.ts";
import { kafkaEnv } from "./kafka-env.ts";
import { resetCluster } from "./reset-cluster.ts";

const random = mulberry32(seed);
const control = findControl();
const KILLS = extent(1, 4);
/** Orders a second under load. */
const RATE = String(extent(20, 100));

async function cleanEnv(dir: string): Promise<Record<string, string>> {
	await resetCluster(kafkaUnderTest().plaintext);
	return {
		...kafkaEnv(),
		DATA_DIR: dir,
		PAYMENT_LATENCY_MS: "20",
		PAYMENT_DECLINE_RATE: "0.05",
		SHIP_DISPATCH_MS: "150",
		SHIP_DELIVER_MS: "200",
		RESTOCK_DELAY_MS: "300",
	};
}

async function brokenInvariants(dir: string): Promise<string[]> {
	const { kafka } = kafkaUnderTest();
	await using backend = await openKafka(kafka, { clientId: "invariants", report: () => undefined });
	using reader = createSqliteReader({ dir });
	// Awaited here: leaving the scope closes what is read.
	return await violations({ log: backend.log, store: reader.store, ledger: readLedger(dir), atLeastOnce: true });
}

async function statusOf(daemon: Daemon, id: string): Promise<string | undefined> {
	const response = await fetch(`${daemon.url}/api/orders/${encodeURIComponent(id)}`);
	return response.ok ? ((await response.json()) as { status: string }).status : undefined;
}

const order = (id: number | string, more: object = {}) => ({
	order_id: id,
	customer_id: 77,
	amount: 19.99,
	currency: "USD",
	country: "US",
	status: "CREATED",
	created_at: new Date().toISOString(),
	source: "order-service",
	items: [{ product_id: "PROD-008", name: "Cable Management Kit", price: 19.99, quantity: 1 }],
	...more,
});

/** Raises the limit of the topic `orders` for it, which its leader applies in its own time. */
async function produceLarge(control: Control, message: Message): Promise<void> {
	const limit = ["--alter", "--entity-type", "topics", "--entity-name", TOPICS.orders, "--add-config", "max.message.bytes=4000000"];
	expect(await control.tool("configs", limit)).toMatchObject({ code: 0 });
	await until("the leader accepts the large record", () =>
		produce(plainClient(), TOPICS.orders, [message]).then(
			() => true,
			(error) => {
				if (error.type === "MESSAGE_TOO_LARGE") return false;
				throw error;
			},
		),
	);
}

describe(`all roles in one process on Kafka, TEST_SEED=${seed}`, () => {
	it(`keeps every invariant through SIGKILLs under load, ${KILLS} of them`, async () => {
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		for (let kill = 0; kill < KILLS; kill += 1) {
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: RATE, PRODUCER_SEED: String(seed + kill) });
			const before = await orderCount(daemon);
			await until("orders are counted", async () => (await orderCount(daemon)) > before);
			await new Promise((resolve) => setTimeout(resolve, random() * 2_000));
			await daemon.end("SIGKILL");
		}
		expect(await drainAndStop({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		expect(await brokenInvariants(dir.path)).toEqual([]);
	});

	it("sends invalid records to the dead-letter topics with their bytes and headers, and continues", async () => {
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "0" });
		const json = (value: unknown) => Buffer.from(JSON.stringify(value));
		const small = [
			{ key: "bad", value: Buffer.from("{not json"), headers: { trace: "a" } },
			{ key: "bad", value: Buffer.from([0xff, 0x00, 0xfe]), headers: { trace: "b" } },
			{ key: "bad", value: null, headers: { trace: "c" } },
			{ key: "bad", value: json(order(1)), headers: { trace: "d", ce_type: "ORDER_LOST" } },
			{ key: "bad", value: json({ ...order(2), amount: "a lot" }), headers: { trace: "e" } },
		];
		const huge = { key: "bad", value: json({ ...order(3), note: "x".repeat(2_000_000) }), headers: { trace: "huge" } };
		if (control !== undefined) await produceLarge(control, huge);
		const invalid = control === undefined ? small : [huge, ...small];
		await produce(plainClient(), TOPICS.orders, [...small, { key: "900001", value: json(order(900_001)) }]);
		await until("the order after them is delivered", async () => (await statusOf(daemon, "900001")) === "DELIVERED");
		for (const group of [GROUPS.fraud, GROUPS.payments, GROUPS.inventory, GROUPS.analytics]) {
			let letters: readonly KafkaMessage[] = [];
			await until(`${group} has sent all of them`, async () => {
				letters = (await readAll(plainClient(), `${group}.dlq`)).map(({ message }) => message);
				return letters.length === invalid.length;
			});
			for (const { value, headers } of invalid) {
				const letter = letters.find((each) => String(each.headers?.trace) === headers.trace);
				expect(letter?.value ?? null, `${group} ${headers.trace}`).toEqual(value);
				expect(String(letter?.headers?.dlq_topic)).toBe(TOPICS.orders);
				expect(String(letter?.headers?.dlq_group)).toBe(group);
				expect(String(letter?.headers?.dlq_error)).not.toBe("");
			}
		}
		expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
		expect(await daemon.end("SIGTERM")).toBe(0);
	});

	it("understands kafka-python, and is understood by it", async ({ skip }) => {
		const python = await findPython();
		if ("missing" in python) return skip(python.missing);
		const bootstrap = process.env.TEST_KAFKA_PLAINTEXT ?? skip("the Python programs need a plaintext listener");
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ ...(await cleanEnv(dir.path)), PRODUCER_RATE: "0" });
		const theirs = [order("ORD-1", { customer_id: "CUST-001", created_at: "2026-01-15T10:30:00.123456" }), order(4711, { amount: 19.99 })];
		await python.produce(bootstrap, TOPICS.orders, theirs);
		for (const { order_id } of theirs) {
			await until(`order ${order_id} is delivered`, async () => (await statusOf(daemon, String(order_id))) === "DELIVERED");
		}
		const paid = await python.consume(bootstrap, TOPICS.payments);
		for (const key of ["ORD-1", "4711"]) {
			expect(paid).toContainEqual(
				expect.objectContaining({ key, value: expect.objectContaining({ status: "PAID", amount: 19.99, timestamp: expect.any(Number) }) }),
			);
		}
		const totals = await python.consume(bootstrap, TOPICS.orderAnalytics);
		expect(totals.at(-1)?.value).toMatchObject({ order_count: 2, total_sales: 39.98 });
		expect(await daemon.end("SIGTERM")).toBe(0);
	});

	it.runIf(SOAK && control !== undefined)("reports the same lag as Kafka's own tool, while draining and when idle", async () => {
		const groups = Object.values(GROUPS);
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "200" });
		await until("all groups have committed", async () => {
			const known = await groupsOf(daemon);
			return known.length === groups.length && known.every(({ lag }) => lag !== null);
		});
		const draining = await compareLags(daemon.url, requireControl(), groups);
		expect(draining.flatMap(disagreements)).toEqual([]);
		const body = JSON.stringify({ running: false });
		await fetch(`${daemon.url}/api/producer`, { method: "POST", headers: { "content-type": "application/json" }, body });
		await until("no group has lag", async () => (await groupsOf(daemon)).every(({ lag }) => lag === 0));
		const idle = await compareLags(daemon.url, requireControl(), groups);
		expect(idle.flatMap(disagreements)).toEqual([]);
		expect(await daemon.end("SIGTERM")).toBe(0);
	});
});

async function orderCount({ url }: Daemon): Promise<number> {
	return ((await (await fetch(`${url}/api/analytics`)).json()) as { order_count: number }).order_count;
}

async function groupsOf(daemon: Daemon): Promise<{ group: string; lag: number | null }[]> {
	const ours: ReadonlySet<string> = new Set(Object.values(GROUPS));
	const { groups } = (await (await fetch(`${daemon.url}/api/lag`)).json()) as { groups: { group: string; lag: number | null }[] };
	return groups.filter(({ group }) => ours.has(group));
}
