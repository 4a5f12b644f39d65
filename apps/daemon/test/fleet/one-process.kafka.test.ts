/** The real daemon with all roles in one process, its log on Kafka: crashes, poison, other clients, lag. FAULT_SEED repeats a run. */
import { GROUPS, TOPICS } from "@orderdeck/contracts/topics";
import { readLedger } from "@orderdeck/core/adapters/simulated-gateway/ledger";
import { createSqliteReader } from "@orderdeck/core/adapters/sqlite/backend";
import { describe, expect, it } from "vitest";
import { openKafka } from "../../src/pipeline/backend.ts";
import { type Daemon, startDaemon, temporaryDir, until } from "../daemon.ts";
import { finish } from "../finish.ts";
import { violations } from "../invariants.ts";
import { findControl } from "../kafka/control.ts";
import { compareLag, disagreements } from "../kafka/lag-comparison.ts";
import { plainClient, produce, readAll } from "../kafka/plain-client.ts";
import { findPython } from "../kafka/python.ts";
import { mulberry32 } from "../random.ts";
import { kafkaUnderTest } from "./fleet.ts";
import { freshTopics } from "./fresh-topics.ts";
import { kafkaEnv } from "./kafka-env.ts";

const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
const random = mulberry32(seed);
const control = findControl();
const KILLS = 4;

async function cleanEnv(dir: string): Promise<Record<string, string>> {
	await freshTopics(kafkaUnderTest().plaintext);
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

async function wrongIn(dir: string): Promise<string[]> {
	const { kafka } = kafkaUnderTest();
	await using backend = await openKafka(kafka, { clientId: "laws", report: () => undefined });
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

describe(`all roles in one process on Kafka, FAULT_SEED=${seed}`, () => {
	it(`keeps every law through ${KILLS} SIGKILLs under load`, async () => {
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		for (let kill = 0; kill < KILLS; kill += 1) {
			await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "100", PRODUCER_SEED: String(seed + kill) });
			await new Promise((resolve) => setTimeout(resolve, 2_000 + random() * 4_000));
			await daemon.end("SIGKILL");
		}
		expect(await finish({ ...env, PRODUCER_RATE: "0" })).toBe(0);
		expect(await wrongIn(dir.path)).toEqual([]);
	});

	it("puts poison aside with its bytes and headers, and lives", async () => {
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "0" });
		await control?.tool("configs", [
			"--alter",
			"--entity-type",
			"topics",
			"--entity-name",
			TOPICS.orders,
			"--add-config",
			"max.message.bytes=4000000",
		]);
		const json = (value: unknown) => Buffer.from(JSON.stringify(value));
		const poison = [
			{ key: "bad", value: Buffer.from("{not json"), headers: { trace: "a" } },
			{ key: "bad", value: Buffer.from([0xff, 0x00, 0xfe]), headers: { trace: "b" } },
			{ key: "bad", value: null, headers: { trace: "c" } },
			{ key: "bad", value: json(order(1)), headers: { trace: "d", ce_type: "ORDER_LOST" } },
			{ key: "bad", value: json({ ...order(2), amount: "a lot" }), headers: { trace: "e" } },
			...(control === undefined
				? []
				: [{ key: "bad", value: json({ ...order(3), note: "x".repeat(2_000_000) }), headers: { trace: "huge" } }]),
		];
		await produce(plainClient(), TOPICS.orders, [...poison, { key: "900001", value: json(order(900_001)) }]);
		await until("the order behind the poison is delivered", async () => (await statusOf(daemon, "900001")) === "DELIVERED");
		for (const group of [GROUPS.fraud, GROUPS.payments, GROUPS.inventory, GROUPS.analytics]) {
			await until(`${group} has put all of it aside`, async () => (await readAll(plainClient(), `${group}.dlq`)).length === poison.length);
			const letters = (await readAll(plainClient(), `${group}.dlq`)).map(({ message }) => message);
			for (const { value, headers } of poison) {
				const letter = letters.find((each) => String(each.headers?.trace) === headers.trace);
				expect(letter?.value ?? null, `${group} ${headers.trace}`).toEqual(value);
				expect(String(letter?.headers?.dlq_topic)).toBe(TOPICS.orders);
				expect(String(letter?.headers?.dlq_group)).toBe(group);
				expect(String(letter?.headers?.dlq_error)).not.toBe("");
			}
		}
		expect((await fetch(`${daemon.url}/readyz`)).status).toBe(200);
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
	});

	it.skipIf(control === undefined)("says the same lag as Kafka's own tool, draining and at rest", async () => {
		if (control === undefined) return;
		await using dir = await temporaryDir();
		const env = await cleanEnv(dir.path);
		await using daemon = await startDaemon({ ...env, PRODUCER_RATE: "200" });
		await until("all groups have committed", async () => (await groupsOf(daemon)).length === 5);
		for (const group of Object.values(GROUPS)) expect(disagreements(await compareLag(daemon.url, control, group)), group).toEqual([]);
		await daemon.end("SIGTERM");
		await using still = await startDaemon({ ...env, PRODUCER_RATE: "0" });
		await until("nothing is left", async () => {
			const groups = await groupsOf(still);
			return groups.length === 5 && groups.every(({ lag }) => lag === 0);
		});
		for (const group of Object.values(GROUPS)) {
			const comparison = await compareLag(still.url, control, group);
			expect(disagreements(comparison), group).toEqual([]);
			expect(comparison.after.lag).toBe(0);
		}
	});
});

async function groupsOf(daemon: Daemon): Promise<{ group: string; lag: number | null }[]> {
	const ours: ReadonlySet<string> = new Set(Object.values(GROUPS));
	const { groups } = (await (await fetch(`${daemon.url}/api/lag`)).json()) as { groups: { group: string; lag: number | null }[] };
	return groups.filter(({ group }) => ours.has(group));
}
