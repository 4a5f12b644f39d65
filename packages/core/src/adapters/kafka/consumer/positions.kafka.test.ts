import { describe, expect, it } from "vitest";
import { deleteTopics, withAdmin } from "../../../../test/kafka-admin.ts";
import { plaintextOptions, temporaryKafka } from "../temporary-kafka.ts";
import { commit, member, nextOf, records, topicOf } from "./group-consumer.fixture.ts";

async function dropRecords(topic: string, before: string): Promise<void> {
	await withAdmin(plaintextOptions().brokers, async (admin) => {
		// Without this kafkajs does not know the topic's leader.
		await admin.fetchTopicOffsets(topic);
		await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: before }] });
	});
}

describe("a position that the log no longer has", () => {
	it("continues at the earliest record when retention has passed it, while the member runs and after a restart", async () => {
		await using kafka = await temporaryKafka({ bufferedRecords: 1 });
		const topic = await topicOf(kafka, 1);
		await kafka.log.append(records(topic, 0, 10));
		{
			await using consumer = member(kafka, topic, "m", 2);
			await commit(kafka, consumer.group, await nextOf(consumer));
		}
		await dropRecords(topic, "6");
		expect(await kafka.log.bounds([topic])).toEqual([{ topic, partition: 0, earliest: 6, end: 10 }]);
		expect((await kafka.log.read({ topic, partition: 0, offset: 1 }, 2)).map(({ offset }) => offset)).toEqual([6, 7]);
		await using consumer = member(kafka, topic, "m", 2);
		expect((await nextOf(consumer)).records.map(({ offset }) => offset)).toEqual([6, 7]);
		expect((await kafka.log.groupOffsets(consumer.group)).every(({ committed }) => committed === undefined || committed >= 0)).toBe(true);
		await dropRecords(topic, "-1");
		await kafka.log.append(records(topic, 10, 2));
		const seen: number[] = [];
		while (seen.at(-1) !== 11) seen.push(...(await nextOf(consumer)).records.map(({ offset }) => offset));
		expect(seen).toEqual([8, 9, 10, 11]);
	});

	it("starts over where its topic was deleted and created again", async () => {
		await using kafka = await temporaryKafka();
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 10));
		await commit(kafka, consumer.group, await nextOf(consumer));
		await deleteTopics(plaintextOptions().brokers, new Set([topic]));
		await kafka.log.ensureTopics([{ topic, partitions: 1 }]);
		await kafka.log.append(records(topic, 100, 3));
		expect((await nextOf(consumer)).records.map(({ key }) => key)).toEqual(["100", "101", "102"]);
	});
});
