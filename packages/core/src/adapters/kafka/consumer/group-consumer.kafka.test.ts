import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { partitionOf } from "../../../domain/murmur2.ts";
import { decompressNothing } from "../client/kafkajs.fixture.ts";
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

	it("stays in its group while it is paused for longer than the session timeout, and then reads all of it", async () => {
		const sessionTimeoutMs = 3_000;
		await using kafka = await temporaryKafka({ sessionTimeoutMs, bufferedRecords: 5, watchMs: 500 });
		const topic = await topicOf(kafka, 2);
		await using consumer = member(kafka, topic, "paused");
		const [first, second] = [keyOf(0), keyOf(1)];
		const filled = (key: string, count: number) =>
			Array.from({ length: count }, () => ({ topic, key, value: Buffer.from("{}"), headers: {} }));
		await kafka.log.append([...filled(first, 1), ...filled(second, 1)]);
		await commit(kafka, consumer.group, await nextOf(consumer));
		consumer.pause();
		await kafka.log.append([...filled(first, 20), ...filled(second, 20)]);
		await sleep(1.5 * sessionTimeoutMs);
		expect((await kafka.log.groupOffsets(consumer.group)).map(({ owner }) => owner)).toEqual(["paused", "paused"]);
		// Of one partition what is paused stays away, though it fills the buffer, and nobody rejoins the group because of it.
		consumer.pause({ topics: null, partitions: [0] });
		const read: string[] = [];
		while (!read.includes("1/20")) read.push(...(await nextOf(consumer)).records.map(({ partition, offset }) => `${partition}/${offset}`));
		await sleep(sessionTimeoutMs);
		expect(read.filter((place) => place.startsWith("0/"))).toEqual([]);
		consumer.resume();
		while (!read.includes("0/20")) read.push(...(await nextOf(consumer)).records.map(({ partition, offset }) => `${partition}/${offset}`));
		expect(new Set(read).size).toBe(read.length);
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
			consumer.pause();
			await consumer.leave();
			await other.log.seek(group, [{ ...target, offset: 3 }]);
			consumer.rejoin();
			await until(async () => (await kafka.log.groupOffsets(group))[0]?.owner === "reader");
			consumer.resume();
			expect((await nextOf(consumer)).records).toMatchObject([{ offset: 3 }]);
		}
		await other.log.seek(group, [target]);
		expect(await kafka.log.groupOffsets(group)).toMatchObject([{ topic, partition: 0, committed: 1, owner: undefined }]);
		await other.log.seek(group, [{ ...target, offset: 1_000 }]);
		expect(await kafka.log.groupOffsets(group)).toMatchObject([{ committed: 4 }]);
	});

	it("stops at records that it cannot decode in their partition only, reports them, and reads on when it can", async () => {
		const reports: string[] = [];
		await using kafka = await temporaryKafka({ unreadableMs: 300 }, kafkaOptions(), ({ message }) => void reports.push(message));
		const topic = await topicOf(kafka, 2);
		// What is larger than a batch may be is compressed.
		const large = { topic, key: keyOf(0), value: Buffer.alloc(2 * 1024 * 1024, "a"), headers: {} };
		const small = (partition: number) => ({ ...large, key: keyOf(partition), value: Buffer.from("v") });
		await kafka.log.append([small(0)]);
		await kafka.log.append([large]);
		await kafka.log.append([small(1), small(0)]);
		await using consumer = member(kafka, topic);
		const place = { topic, partition: 0, offset: 1 };
		{
			using _fault = decompressNothing();
			const read: string[] = [];
			while (read.length < 2) read.push(...(await nextOf(consumer)).records.map(({ partition, offset }) => `${partition}/${offset}`));
			expect(read.toSorted()).toEqual(["0/0", "1/0"]);
			await until(() => consumer.unreadable.length === 1);
			expect(consumer.unreadable[0]).toMatchObject({ name: "UnreadableRecord", code: "UNREADABLE_RECORD", position: place });
			await expect(kafka.log.read(place, 1)).rejects.toMatchObject({ code: "UNREADABLE_RECORD", position: place });
			expect(await kafka.log.read({ ...place, offset: 0 }, 10)).toHaveLength(1);
			await kafka.log.append([small(1)]);
			expect((await nextOf(consumer)).records).toMatchObject([{ partition: 1, offset: 1 }]);
		}
		const rest: number[] = [];
		while (rest.length < 2) rest.push(...(await nextOf(consumer)).records.map(({ offset }) => offset));
		expect(rest).toEqual([1, 2]);
		expect(consumer.unreadable).toEqual([]);
		const problems = reports.filter((message) => message.includes("cannot be read"));
		expect(problems).toEqual([`${consumer.group}: ${topic}/0 cannot be read from offset 1 on: not now; the other partitions continue`]);
	});
});

function keyOf(partition: number): string {
	for (let id = 0; ; id += 1) if (partitionOf(Buffer.from(String(id)), 2) === partition) return String(id);
}
