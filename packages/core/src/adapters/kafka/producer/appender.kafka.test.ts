import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import { deleteTopics, withAdmin } from "../../../../test/kafka-admin.ts";
import { AppendRefused } from "../../../ports/errors.ts";
import type { LogRecord, NewRecord } from "../../../ports/event-log.ts";
import { createKafkaBackend } from "../backend.ts";
import { kafkaOptions, plaintextOptions, type TemporaryKafka, temporaryKafka } from "../temporary-kafka.ts";

const MB = 1024 * 1024;

function record(topic: string, key: string, value: Uint8Array): NewRecord {
	return { topic, key, value, headers: { h: key } };
}

/** Without the adapter. */
function otherClient(): kafkajs.Kafka {
	return new kafkajs.Kafka({ brokers: [...plaintextOptions().brokers], logLevel: kafkajs.logLevel.NOTHING });
}

async function topicOf({ log, prefix }: TemporaryKafka, partitions = 1, name = "topic"): Promise<string> {
	const topic = `${prefix}-${name}`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

function denyWrites(topic: string, user: string): Promise<boolean> {
	const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } = kafkajs;
	const rule = {
		resourceType: AclResourceTypes.TOPIC,
		resourceName: topic,
		resourcePatternType: ResourcePatternTypes.LITERAL,
		principal: `User:${user}`,
		host: "*",
		operation: AclOperationTypes.WRITE,
		permissionType: AclPermissionTypes.DENY,
	};
	return withAdmin(plaintextOptions().brokers, (admin) => admin.createAcls({ acl: [rule] }));
}

async function readAll({ log }: TemporaryKafka, topic: string): Promise<LogRecord[]> {
	const bounds = await log.bounds([topic]);
	return (await Promise.all(bounds.map((bound) => log.read({ ...bound, offset: 0 }, 100_000)))).flat();
}

describe("appending to Kafka", () => {
	it("splits what is more than a broker accepts in one batch, in order", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const positions = await kafka.log.append(Array.from({ length: 3_000 }, (_, at) => record(topic, String(at), randomBytes(1_500))));
		expect(positions.map(({ offset }) => offset)).toEqual(Array.from({ length: 3_000 }, (_, at) => at));
		expect((await readAll(kafka, topic)).map(({ key }) => Number(key))).toEqual(positions.map(({ offset }) => offset));
	});

	it("keeps the order of concurrent appends, and returns to each caller its own positions", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 3);
		const calls = Array.from({ length: 200 }, (_, call) =>
			[`a${call % 7}`, `b${call % 5}`].map((key) => record(topic, key, Buffer.from(String(call)))),
		);
		const positions = await Promise.all(calls.map((records) => kafka.log.append(records)));
		const read = await readAll(kafka, topic);
		for (const [call, [first]] of positions.entries()) {
			const found = read.find(({ partition, offset }) => partition === first?.partition && offset === first.offset);
			expect(found).toMatchObject({ key: calls[call]?.[0]?.key, timestamp: first?.timestamp });
			expect(String(found?.value)).toBe(String(call));
		}
		for (const of of Map.groupBy(read, ({ key }) => key).values()) {
			const sent = of.map(({ value }) => Number(String(value)));
			expect(sent).toEqual(sent.toSorted((a, b) => a - b));
		}
	});

	it("sends what is appended just when all before it is done", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		const append = (n: number) => kafka.log.append([record(topic, "k", Buffer.from(String(n)))]);
		for (let turns = 0; turns < 12; turns += 1) {
			let first: Promise<unknown> = append(turns);
			for (let turn = 0; turn < turns; turn += 1) first = first.then(() => undefined);
			await first.then(() => append(turns));
		}
		expect(await readAll(kafka, topic)).toHaveLength(24);
	});

	it("compresses a record that exceeds the topic's limit, and refuses only what is still too large", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await kafka.log.append([record(topic, "compressible", Buffer.alloc(3 * MB, "abc"))]);
		const together = await Promise.allSettled([
			kafka.log.append([record(topic, "before", Buffer.from("1"))]),
			kafka.log.append([record(topic, "huge", randomBytes(2 * MB))]),
			kafka.log.append([record(topic, "after", Buffer.from("2"))]),
		]);
		expect(together.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
		expect(together[1]).toMatchObject({ reason: { name: "RecordTooLarge", code: "RECORD_TOO_LARGE" } });
		expect((await readAll(kafka, topic)).map(({ key }) => key)).toEqual(expect.arrayContaining(["compressible", "before", "after"]));
	});

	it("returns the time of the topic where it uses its own for its records", async () => {
		await using kafka = await temporaryKafka();
		const topic = `${kafka.prefix}-append-time`;
		const configEntries = [{ name: "message.timestamp.type", value: "LogAppendTime" }];
		await withAdmin(plaintextOptions().brokers, (admin) =>
			admin.createTopics({ waitForLeaders: false, topics: [{ topic, numPartitions: 2, configEntries }] }),
		);
		for (let tries = 0; (await kafka.log.bounds([topic])).length === 0 && tries < 50; tries += 1) await sleep(100);
		const positions = await kafka.log.append(["a", "b", "c"].map((key) => record(topic, key, Buffer.from("v"))));
		const read = await readAll(kafka, topic);
		for (const { partition, offset, timestamp } of read) {
			expect(positions.find((position) => position.partition === partition && position.offset === offset)?.timestamp).toBe(timestamp);
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

	it("reads past transactions: aborted records and control records", async () => {
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
			keys.push(...((await consumer.next(AbortSignal.timeout(60_000)))?.records ?? [{ key: "none was delivered" }]).map(({ key }) => key));
		expect(keys).toEqual(["0", "2"]);
	});

	it("rejects with UNAVAILABLE where no broker listens", async () => {
		await using backend = createKafkaBackend({ brokers: ["127.0.0.1:1"], clientId: "t" });
		await expect(backend.log.append([record("t", "k", new Uint8Array())])).rejects.toMatchObject({
			name: "StoreError",
			code: "UNAVAILABLE",
		});
	});
});

describe("an append that is refused for good", () => {
	it("rejects with TOPIC_DELETED once the topic no longer exists, and succeeds when it is created again", async () => {
		await using kafka = await temporaryKafka({ appendMs: 2_000 });
		const [deleted, other] = [await topicOf(kafka), await topicOf(kafka, 1, "other")];
		const append = (topic: string) => kafka.log.append([record(topic, "k", Buffer.from("v"))]);
		await Promise.all([append(deleted), append(other)]);
		await deleteTopics(plaintextOptions().brokers, new Set([deleted]));
		const outcomes: unknown[] = [];
		// As the runtime does: what is UNAVAILABLE is tried again. The first attempt may be one that still has to detect it.
		while (outcomes.length < 5 && !(outcomes.at(-1) instanceof AppendRefused)) outcomes.push(await append(deleted).catch((error) => error));
		expect(outcomes.at(-1)).toMatchObject({ name: "AppendRefused", code: "TOPIC_DELETED" });
		expect(outcomes.length).toBeLessThanOrEqual(3);
		expect(await append(other)).toHaveLength(1);
		await topicOf(kafka);
		expect(await append(deleted)).toHaveLength(1);
	});

	const { TEST_KAFKA_READER_KEY: key, TEST_KAFKA_READER_SECRET: secret } = process.env;
	it.skipIf(key === undefined || secret === undefined)("rejects with NOT_AUTHORIZED where the right to write is missing", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka);
		await denyWrites(topic, key ?? "");
		await using reader = createKafkaBackend({ ...kafkaOptions(), credentials: { key: key ?? "", secret: secret ?? "" } });
		let refused: unknown;
		// Each broker applies the new rule in its own time.
		while (!(refused instanceof Error)) refused = await reader.log.append([record(topic, "k", Buffer.from("v"))]).catch((error) => error);
		expect(refused).toBeInstanceOf(AppendRefused);
		expect(refused).toMatchObject({ code: "NOT_AUTHORIZED", message: expect.stringContaining("CONFLUENT_API_KEY") });
	});
});
