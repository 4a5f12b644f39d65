import { describe, expect, it } from "vitest";
import { loseNextCommit, omitFetchesOf } from "../client/kafkajs.fixture.ts";
import { kafkaOptions, temporaryKafka } from "../temporary-kafka.ts";
import { commit, committedSum, member, nextOf, records, topicOf } from "./group-consumer.fixture.ts";

describe("a fault of kafkajs", () => {
	it("that leaves an assigned partition without fetches makes the member rejoin, and the records are delivered", async () => {
		using _fault = omitFetchesOf(2);
		const reports: string[] = [];
		await using kafka = await temporaryKafka({ watchMs: 300 }, kafkaOptions(), ({ message }) => void reports.push(message));
		const topic = await topicOf(kafka);
		await kafka.log.append(records(topic, 0, 60));
		await using consumer = member(kafka, topic);
		const seen = new Set<string | null>();
		while (seen.size < 60) {
			const batch = await nextOf(consumer);
			for (const { key } of batch.records) seen.add(key);
			await commit(kafka, consumer.group, batch);
		}
		expect(reports.find((message) => message.includes("rejoins"))).toBe(
			`${consumer.group} (m): is assigned ${topic}/2 and does not fetch offset 0: it rejoins the group`,
		);
	});

	it("that loses the response to a commit makes the commit time out, and it is made again", async () => {
		using fault = loseNextCommit();
		await using kafka = await temporaryKafka({ silenceMs: 2_000 });
		const topic = await topicOf(kafka, 1);
		await using consumer = member(kafka, topic);
		await kafka.log.append(records(topic, 0, 5));
		await commit(kafka, consumer.group, await nextOf(consumer));
		expect(fault.commits()).toBe(2);
		expect(await committedSum(kafka, consumer.group)).toBe(5);
	});
});
