/** Append: placement, content, refusals. */
import { expect } from "vitest";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { NewRecord } from "../../event-log.ts";
import { consumerOf, content, numbered, PARTITIONS, record, type Test, take, topicOf } from "./subject.ts";

export function appending(test: Test): void {
	test("places a record by Kafka's hash of its key", async (subject) => {
		const topic = await topicOf(subject);
		const keys = Array.from({ length: 40 }, (_, id) => `order-${id}`);
		const positions = await subject.log.append(keys.map((key) => record(topic, key)));
		expect(positions.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOf(new TextEncoder().encode(key), PARTITIONS)));
	});

	test("numbers each partition's records from 0 without gaps, in the order given", async (subject) => {
		const topic = await topicOf(subject);
		const positions = [...(await subject.log.append(numbered(topic, 0, 50))), ...(await subject.log.append(numbered(topic, 50, 50)))];
		for (const [partition, group] of Map.groupBy(positions, (position) => position.partition)) {
			expect(group.map(({ offset }) => offset)).toEqual(group.map((_, index) => index));
			const records = await subject.log.read({ topic, partition, offset: 0 }, 100);
			expect(records.map(({ offset }) => offset)).toEqual(group.map(({ offset }) => offset));
			expect(records.map(({ key }) => Number(key))).toEqual(positions.flatMap((place, id) => (place.partition === partition ? [id] : [])));
		}
	});

	test("keeps bytes, null values, empty values, null keys and headers unchanged", async (subject) => {
		const topic = await topicOf(subject, 1);
		const headers = { "content-type": "application/json", empty: "", unicode: "žluťoučký ✓", ce_id: "1:ORDER_CREATED" };
		const given: NewRecord[] = [
			{ topic, key: "k", value: Uint8Array.from({ length: 256 }, (_, byte) => byte), headers },
			{ topic, key: "k", value: null, headers: {} },
			{ topic, key: "k", value: new Uint8Array(0), headers: {} },
			{ topic, key: null, value: new Uint8Array([0xff, 0xfe]), headers: {} },
			{ topic, key: "", value: new Uint8Array([0]), headers: {} },
			{ topic, key: "nul\u0000in\nside ✓", value: new Uint8Array([1]), headers: {} },
		];
		await subject.log.append(given);
		const { log } = await subject.reopen();
		expect((await log.read({ topic, partition: 0, offset: 0 }, 10)).map(content)).toEqual(given.map(content));
	});

	test("gives a consumer the same content as a reader", async (subject) => {
		const topic = await topicOf(subject, 1);
		await using consumer = consumerOf(subject, [topic]);
		await subject.log.append(numbered(topic, 0, 5));
		const batch = await take(consumer, 5);
		const read = await subject.log.read({ topic, partition: 0, offset: 0 }, 5);
		expect(batch.map((each) => ({ ...content(each), offset: each.offset, timestamp: each.timestamp }))).toEqual(
			read.map((each) => ({ ...content(each), offset: each.offset, timestamp: each.timestamp })),
		);
	});

	test("refuses a topic that does not exist, and appends nothing of the call", async (subject) => {
		const topic = await topicOf(subject, 1);
		const unknown = `${subject.prefix}-unknown`;
		await expect(subject.log.append([record(topic, "a"), record(unknown, "b")])).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
		expect(await subject.log.bounds([topic])).toEqual([{ topic, partition: 0, earliest: 0, end: 0 }]);
		await expect(subject.log.read({ topic: unknown, partition: 0, offset: 0 }, 1)).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
	});

	test("creates topics once: one that exists keeps its partitions and records", async (subject) => {
		const topic = await topicOf(subject, 2);
		await subject.log.append(numbered(topic, 0, 3));
		await subject.log.ensureTopics([{ topic, partitions: 9 }]);
		expect((await subject.log.topics()).find((known) => known.topic === topic)).toEqual({ topic, partitions: 2 });
		expect((await subject.log.bounds([topic])).reduce((sum, { end }) => sum + end, 0)).toBe(3);
	});

	test("creates no topic with a name that Kafka does not allow, that is internal, or that collides with another's", async (subject) => {
		const topic = `${subject.prefix}.a_b`;
		await subject.log.ensureTopics([{ topic, partitions: 1 }]);
		const creating = (name: string) => subject.log.ensureTopics([{ topic: name, partitions: 1 }]);
		const refused = ["", ".", "..", "a b", "a/b", "größe", "x".repeat(250), "__consumer_offsets", "__new", `${subject.prefix}_a.b`];
		for (const name of refused) await expect(creating(name)).rejects.toMatchObject({ name: "TopicRefused", topic: name });
		const pair = [`${subject.prefix}-p.q`, `${subject.prefix}-p_q`];
		await expect(subject.log.ensureTopics(pair.map((name) => ({ topic: name, partitions: 1 })))).rejects.toMatchObject({ topic: pair[1] });
		await creating(topic);
		const known = (await subject.log.topics()).map((each) => each.topic).filter((name) => name.startsWith(subject.prefix));
		expect(known).toEqual([topic]);
	});
}
