import { expect, it } from "vitest";
import { withAdmin } from "../../../../test/kafka-admin.ts";
import { partitionOf } from "../../../domain/murmur2.ts";
import { plaintextOptions, temporaryKafka } from "../temporary-kafka.ts";
import { commit, member, nextOf, records, topicOf, until } from "./group-consumer.fixture.ts";

it("partitions that are added to a topic are written to and read by running members, who agree on the owner of each key", async () => {
	await using kafka = await temporaryKafka({ metadataMs: 500 });
	const topic = await topicOf(kafka, 2);
	const seen = new Map<string, number>();
	const read = async (consumer: ReturnType<typeof member>) => {
		const batch = await nextOf(consumer);
		for (const { key, partition } of batch.records) seen.set(String(key), partition);
		await commit(kafka, consumer.group, batch);
	};
	await using one = member(kafka, topic, "one");
	await kafka.log.append(records(topic, 0, 20));
	while (seen.size < 20) await read(one);
	expect(new Set(seen.values())).toEqual(new Set([0, 1]));

	await withAdmin(plaintextOptions().brokers, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 6 }] }));
	await until(async () => (await kafka.log.groupOffsets(one.group)).length === 6);
	expect(await kafka.log.bounds([topic])).toHaveLength(6);
	seen.clear();
	await kafka.log.append(records(topic, 100, 40));
	while (seen.size < 40) await read(one);
	for (const [key, partition] of seen) expect([key, partition]).toEqual([key, partitionOf(Buffer.from(key), 6)]);

	await using two = member(kafka, topic, "two");
	const owners = (key: string) => [one, two].filter((each) => each.generation.owns(key)).length;
	const keys = [...seen.keys()];
	await until(() => keys.every((key) => owners(key) === 1) && keys.some((key) => two.generation.owns(key)));
});
