import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { describe, expect, it } from "vitest";
import { kafkaOptions, temporaryKafka } from "../temporary-kafka.ts";
import { commit, member, nextOf, records, topicOf, until } from "./group-consumer.fixture.ts";

describe("a member of a group on Kafka", () => {
	it("stays in its group while a step takes longer than the session timeout, also with a full buffer", async () => {
		const sessionTimeoutMs = 3_000;
		await using kafka = await temporaryKafka({ sessionTimeoutMs, bufferedRecords: 5 });
		const topic = await topicOf(kafka, 2);
		await using consumer = member(kafka, topic, "slow", 3);
		await kafka.log.append(records(topic, 0, 30));
		const batch = await nextOf(consumer);
		await sleep(1.5 * sessionTimeoutMs);
		await commit(kafka, consumer.group, batch);
		expect((await kafka.log.groupOffsets(consumer.group)).map(({ owner }) => owner)).toEqual(["slow", "slow"]);
		const seen = new Set(batch.records.map(({ key }) => key));
		while (seen.size < 30) for (const { key } of (await nextOf(consumer)).records) seen.add(key);
	});

	it("waits for a topic that is created after it joined", async () => {
		const reports: string[] = [];
		await using kafka = await temporaryKafka({}, kafkaOptions(), ({ message }) => void reports.push(message));
		await using consumer = member(kafka, `${kafka.prefix}-topic`);
		const waiting = nextOf(consumer);
		await until(() => reports.some((message) => message.includes("no such topic")));
		const topic = await topicOf(kafka);
		await kafka.log.append(records(topic, 0, 1));
		expect((await waiting).records).toHaveLength(1);
	});

	it("keeps its offsets: no other process resets them while it reads", async () => {
		await using kafka = await temporaryKafka();
		await using other = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await kafka.log.append(records(topic, 0, 4));
		const group = `${kafka.prefix}-group`;
		const target = { topic, partition: 0, offset: 1 };
		{
			await using consumer = member(kafka, topic, "reader");
			await commit(kafka, group, await nextOf(consumer));
			const resetting = other.log.seek(group, [target]);
			await expect(resetting).rejects.toMatchObject({ name: "KafkaRefused", code: "GROUP_HAS_MEMBERS" });
			await expect(resetting).rejects.toThrow("reader");
		}
		await other.log.seek(group, [target]);
		expect(await kafka.log.groupOffsets(group)).toEqual([{ topic, partition: 0, committed: 1, owner: undefined }]);
		await other.log.seek(group, [{ ...target, offset: 1_000 }]);
		expect(await kafka.log.groupOffsets(group)).toMatchObject([{ committed: 4 }]);
	});

	it("reports compression that it cannot read", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		const { CompressionCodecs, CompressionTypes } = kafkajs;
		const { [CompressionTypes.GZIP]: gzip, [CompressionTypes.Snappy]: missing } = CompressionCodecs;
		await kafka.log.append([{ topic, key: "k", value: Buffer.alloc(2 * 1024 * 1024, "a"), headers: {} }]);
		CompressionCodecs[CompressionTypes.GZIP] = missing;
		try {
			await using consumer = member(kafka, topic);
			await expect(nextOf(consumer)).rejects.toMatchObject({ name: "KafkaRefused", code: "COMPRESSION_UNKNOWN" });
			await expect(kafka.log.read({ topic, partition: 0, offset: 0 }, 1)).rejects.toMatchObject({ code: "COMPRESSION_UNKNOWN" });
		} finally {
			CompressionCodecs[CompressionTypes.GZIP] = gzip;
		}
	});
});
