/** Other clients of the same topics, without our adapter: which partition a key has, and what plain JSON looks like. */
import { partitionOf } from "@orderdeck/core/domain/murmur2";
import { describe, expect, it } from "vitest";
import { findControl } from "./control.ts";
import { createTopic, plainClient, produce, readAll } from "./plain-client.ts";
import { findPython, type Python } from "./python.ts";

const PARTITIONS = 6;
const KEYS = [
	...Array.from({ length: 200 }, (_, id) => String(id * 7919)),
	"CUST-001",
	"a",
	"ab",
	"abc",
	"größe",
	"注文-1",
	"x".repeat(300),
];
const ours = new Map(KEYS.map((key) => [key, partitionOf(Buffer.from(key), PARTITIONS)]));
const found = await findPython();
const control = findControl();

/** Which partition each key lies on. */
async function placesIn(topic: string): Promise<ReadonlyMap<string, number>> {
	return new Map((await readAll(plainClient(), topic)).map(({ message, partition }) => [String(message.key), partition]));
}

/** Skips the test with the reason where Python cannot be used. */
function pythonOr(skip: (reason: string) => never): Python {
	return "missing" in found ? skip(found.missing) : found;
}

/** Skips the test where there is only an existing cluster, to which the Python programs have no login. */
function plaintextOr(skip: (reason: string) => never): string {
	return process.env.TEST_KAFKA_PLAINTEXT ?? skip("the Python programs need a plaintext listener");
}

describe("a key's partition", () => {
	it("is the one that kafkajs picks", async () => {
		const topic = await createTopic(plainClient(), PARTITIONS);
		const messages = KEYS.map((key) => ({ key, value: "" }));
		await produce(plainClient(), topic, messages);
		expect(await placesIn(topic)).toEqual(ours);
	});

	it.skipIf(control === undefined)("is the one that Kafka's own Java client picks", async () => {
		const topic = await createTopic(plainClient(), PARTITIONS);
		const keyed = ["--property", "parse.key=true", "--property", "key.separator=|"];
		const lines = KEYS.map((key) => `${key}|`);
		expect(await control?.tool("console-producer", ["--topic", topic, ...keyed], lines)).toMatchObject({ code: 0 });
		expect(await placesIn(topic)).toEqual(ours);
	});

	it("is the one that kafka-python picks", async ({ skip }) => {
		expect(await pythonOr(skip).partitions(KEYS, PARTITIONS)).toEqual([...ours.values()]);
	});
});

describe("kafka-python", () => {
	it("writes plain JSON without headers, keyed by the order's id", async ({ skip }) => {
		const python = pythonOr(skip);
		const bootstrap = plaintextOr(skip);
		const topic = await createTopic(plainClient(), PARTITIONS);
		const orders = [
			{ order_id: 123, customer_id: 5678, amount: 249.99, currency: "USD", created_at: "2024-01-15T10:30:00.123456Z" },
			{ order_id: "CUST-001", customer_id: "C-1", amount: 10, currency: "USD", note: "größer" },
		];
		const places = await python.produce(bootstrap, topic, orders);
		expect(places.map(({ partition }) => partition)).toEqual(["123", "CUST-001"].map((key) => partitionOf(Buffer.from(key), PARTITIONS)));
		const records = await readAll(plainClient(), topic);
		const read = records.map(({ message }) => [String(message.key), JSON.parse(String(message.value)), message.headers]);
		expect(read).toEqual(expect.arrayContaining(orders.map((order) => [String(order.order_id), order, {}])));
	});

	it("reads what others write, and refuses what is not JSON", async ({ skip }) => {
		const python = pythonOr(skip);
		const bootstrap = plaintextOr(skip);
		const topic = await createTopic(plainClient(), 1);
		expect(await python.consume(bootstrap, topic)).toEqual([]);
		const value = { order_id: 1, note: "注文" };
		const headers = { ce_type: "ORDER_CREATED" };
		await produce(plainClient(), topic, [
			{ key: "1", value: JSON.stringify(value), headers },
			{ key: null, value: "7" },
		]);
		expect(await python.consume(bootstrap, topic)).toEqual([
			{ key: "1", partition: 0, offset: 0, value },
			{ key: null, partition: 0, offset: 1, value: 7 },
		]);
		await produce(plainClient(), topic, [{ value: "{" }]);
		await expect(python.consume(bootstrap, topic)).rejects.toThrow(/JSONDecodeError/);
	});
});
