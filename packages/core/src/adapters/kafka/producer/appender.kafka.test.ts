import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import type { LogRecord, NewRecord } from "../../../ports/event-log.ts";
import { createKafkaBackend } from "../backend.ts";
import { plaintextOptions, type TemporaryKafka, temporaryKafka } from "../temporary-kafka.ts";

const MB = 1024 * 1024;

function record(topic: string, key: string, value: Uint8Array): NewRecord {
	return { topic, key, value, headers: { h: key } };
}

/** Somebody else's. */
function otherClient(): kafkajs.Kafka {
	return new kafkajs.Kafka({ brokers: [...plaintextOptions().brokers], logLevel: kafkajs.logLevel.NOTHING });
}

async function topicOf({ log, prefix }: TemporaryKafka, partitions = 1, name = "topic"): Promise<string> {
	const topic = `${prefix}-${name}`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

async function readAll({ log }: TemporaryKafka, topic: string): Promise<LogRecord[]> {
	const bounds = await log.bounds([topic]);
	return (await Promise.all(bounds.map((bound) => log.read({ ...bound, offset: 0 }, 100_000)))).flat();
}

describe("appending to Kafka", () => {
	it("cuts what is more than a broker takes at once, in order", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const places = await kafka.log.append(Array.from({ length: 3_000 }, (_, at) => record(topic, String(at), randomBytes(1_500))));
		expect(places.map(({ offset }) => offset)).toEqual(Array.from({ length: 3_000 }, (_, at) => at));
		expect((await readAll(kafka, topic)).map(({ key }) => Number(key))).toEqual(places.map(({ offset }) => offset));
	});

	it("keeps the order of what is appended at the same time, and tells each caller its own places", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 3);
		const calls = Array.from({ length: 200 }, (_, call) =>
			[`a${call % 7}`, `b${call % 5}`].map((key) => record(topic, key, Buffer.from(String(call)))),
		);
		const places = await Promise.all(calls.map((records) => kafka.log.append(records)));
		const read = await readAll(kafka, topic);
		for (const [call, [first]] of places.entries()) {
			const found = read.find(({ partition, offset }) => partition === first?.partition && offset === first.offset);
			expect(found).toMatchObject({ key: calls[call]?.[0]?.key, timestamp: first?.timestamp });
			expect(String(found?.value)).toBe(String(call));
		}
		for (const of of Map.groupBy(read, ({ key }) => key).values()) {
			const sent = of.map(({ value }) => Number(String(value)));
			expect(sent).toEqual(sent.toSorted((a, b) => a - b));
		}
	});

	it("leaves nothing lying that is asked for just as it is done with all before", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const append = (n: number) => kafka.log.append([record(topic, "k", Buffer.from(String(n)))]);
		for (let turns = 0; turns < 12; turns += 1) {
			let asked: Promise<unknown> = append(turns);
			for (let turn = 0; turn < turns; turn += 1) asked = asked.then(() => undefined);
			await asked.then(() => append(turns));
		}
		expect(await readAll(kafka, topic)).toHaveLength(24);
	});

	it("compresses a record that is larger than a topic takes, and refuses what is still too large, and only that", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await kafka.log.append([record(topic, "compressible", Buffer.alloc(3 * MB, "abc"))]);
		const together = await Promise.allSettled([
			kafka.log.append([record(topic, "before", Buffer.from("1"))]),
			kafka.log.append([record(topic, "huge", randomBytes(2 * MB))]),
			kafka.log.append([record(topic, "after", Buffer.from("2"))]),
		]);
		expect(together.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
		expect(together[1]).toMatchObject({ reason: { name: "KafkaRefused", code: "RECORD_TOO_LARGE" } });
		expect((await readAll(kafka, topic)).map(({ key }) => key)).toEqual(expect.arrayContaining(["compressible", "before", "after"]));
	});

	it("tells the time that the topic gives its records, where it does not take ours", async () => {
		await using kafka = await temporaryKafka();
		const topic = `${kafka.prefix}-append-time`;
		const admin = otherClient().admin();
		await admin.connect();
		const configEntries = [{ name: "message.timestamp.type", value: "LogAppendTime" }];
		await admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 2, configEntries }] });
		await admin.disconnect();
		for (let tries = 0; (await kafka.log.bounds([topic])).length === 0 && tries < 50; tries += 1) await sleep(100);
		const places = await kafka.log.append(["a", "b", "c"].map((key) => record(topic, key, Buffer.from("v"))));
		const read = await readAll(kafka, topic);
		for (const { partition, offset, timestamp } of read) {
			expect(places.find((place) => place.partition === partition && place.offset === offset)?.timestamp).toBe(timestamp);
		}
		expect(read).toHaveLength(3);
	});

	it("has room for a dead letter of the largest record", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1, "group.dlq");
		const value = randomBytes(MB);
		await kafka.log.append([{ ...record(topic, "k", value), headers: { dlq_error: "x".repeat(1_000) } }]);
		expect((await readAll(kafka, topic)).map((each) => Buffer.from(each.value ?? []).equals(value))).toEqual([true]);
	});

	it("reads what other clients compress", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const producer = otherClient().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
		await producer.connect();
		for (const compression of [kafkajs.CompressionTypes.GZIP, kafkajs.CompressionTypes.ZSTD]) {
			await producer.send({ topic, compression, messages: [1, 2, 3].map((at) => ({ key: String(at), value: "v".repeat(100) })) });
		}
		await producer.disconnect();
		expect((await readAll(kafka, topic)).map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4, 5]);
		expect((await kafka.log.read({ topic, partition: 0, offset: 4 }, 1)).map(({ offset }) => offset)).toEqual([4]);
	});

	it("reads past transactions: what was aborted and the marks between", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const producer = otherClient().producer({
			transactionalId: kafka.prefix,
			maxInFlightRequests: 1,
			idempotent: true,
			createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
		});
		await producer.connect();
		for (const round of [0, 1, 2]) {
			const transaction = await producer.transaction();
			await transaction.send({ topic, messages: [{ key: String(round), value: "v" }] });
			await (round === 1 ? transaction.abort() : transaction.commit());
		}
		await producer.disconnect();
		expect((await readAll(kafka, topic)).map(({ key }) => key)).toEqual(["0", "2"]);
		expect((await kafka.log.read({ topic, partition: 0, offset: 1 }, 1)).map(({ key }) => key)).toEqual(["2"]);
		await using consumer = kafka.log.consumer({ group: `${kafka.prefix}-g`, topics: [topic], maxRecords: 10, member: "m" });
		const keys: (string | null)[] = [];
		while (keys.length < 2)
			keys.push(...((await consumer.next(AbortSignal.timeout(20_000)))?.records ?? [{ key: "none came" }]).map(({ key }) => key));
		expect(keys).toEqual(["0", "2"]);
	});

	it("says UNAVAILABLE where no broker answers", async () => {
		await using backend = createKafkaBackend({ brokers: ["127.0.0.1:1"], clientId: "t" });
		await expect(backend.log.append([record("t", "k", new Uint8Array())])).rejects.toMatchObject({
			name: "StoreError",
			code: "UNAVAILABLE",
		});
	});
});
