/** Bounds, read and groupOffsets. */
import { expect } from "vitest";
import { byPartition, commit, consumerOf, idsOf, keyIn, nextBatch, numbered, pauseBriefly, record, type Test, topicOf } from "./subject.ts";

export function inspecting(test: Test): void {
	test("reports where a group stands; a group that never committed is not at 0", async (subject) => {
		const topic = await topicOf(subject, 2);
		expect(await subject.log.groupOffsets(`${subject.prefix}-unknown-group`)).toEqual([]);
		await using consumer = consumerOf(subject, [topic], { member: "m" });
		const key = keyIn(1, 2);
		await subject.log.append([record(topic, key)]);
		await commit(subject, consumer.group, await nextBatch(consumer));
		expect(byPartition(await subject.log.groupOffsets(consumer.group))).toEqual([
			{ topic, partition: 0, committed: undefined, owner: "m", ownership: "known" },
			{ topic, partition: 1, committed: 1, owner: "m", ownership: "known" },
		]);
		expect(await subject.log.groups()).toContain(consumer.group);
	});

	test("reports the bounds of every partition", async (subject) => {
		const topic = await topicOf(subject, 3);
		await subject.log.append([record(topic, keyIn(2, 3)), record(topic, keyIn(2, 3))]);
		expect(byPartition(await subject.log.bounds([topic]))).toEqual([
			{ topic, partition: 0, earliest: 0, end: 0 },
			{ topic, partition: 1, earliest: 0, end: 0 },
			{ topic, partition: 2, earliest: 0, end: 2 },
		]);
	});

	test("finds the first record of each partition since a time, and none where all are older", async (subject) => {
		const topic = await topicOf(subject, 3);
		const [old] = await subject.log.append([record(topic, keyIn(0, 3))]);
		while (Date.now() <= (old?.timestamp ?? 0) + 5) await pauseBriefly();
		const young = await subject.log.append([0, 0, 1].map((partition) => record(topic, keyIn(partition, 3))));
		const since = async (time: number) => byPartition(await subject.log.firstSince(time, [topic]));
		const times = young.map(({ timestamp }) => timestamp);
		const first = (partition: number) => young.find((each) => each.partition === partition);
		expect(await since(Math.min(...times))).toEqual([first(0), first(1)]);
		expect(await since(old?.timestamp ?? 0)).toMatchObject([
			{ partition: 0, offset: 0 },
			{ partition: 1, offset: 0 },
		]);
		expect(await since(Math.max(...times) + 60_000)).toEqual([]);
	});

	test("reads from any position, no more than requested, and nothing past the end", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 10));
		const read = async (offset: number, limit: number) => idsOf(await subject.log.read({ topic, partition: 0, offset }, limit));
		expect(await read(4, 3)).toEqual([4, 5, 6]);
		expect(await read(8, 100)).toEqual([8, 9]);
		expect(await read(10, 5)).toEqual([]);
		expect(await read(1000, 5)).toEqual([]);
	});
}
