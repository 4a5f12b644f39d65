/** Retain: what is dropped and what is kept. */
import { expect } from "vitest";
import { commit, consumerOf, idsOf, nextBatch, numbered, range, type Test, take, topicOf } from "./subject.ts";

export function retaining(test: Test): void {
	test("drops what is old and read by every group, and goes on numbering", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 10));
		await using consumer = consumerOf(subject, [topic]);
		await commit(subject, consumer.group, await nextBatch(consumer));
		expect(await subject.log.retain(Number.MAX_SAFE_INTEGER)).toBe(10);
		const { log } = await subject.reopen();
		expect(await log.bounds([topic])).toEqual([{ topic, partition: 0, earliest: 10, end: 10 }]);
		expect(await log.append(numbered(topic, 10, 1))).toMatchObject([{ offset: 10 }]);
		expect(idsOf(await log.read({ topic, partition: 0, offset: 0 }, 5))).toEqual([10]);
	});

	test("never drops what a group has not read, however old", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 10));
		await using quick = consumerOf(subject, [topic], { group: `${subject.prefix}-quick` });
		await using slow = consumerOf(subject, [topic], { group: `${subject.prefix}-slow`, maxRecords: 4 });
		await commit(subject, quick.group, await nextBatch(quick));
		await commit(subject, slow.group, await nextBatch(slow));
		expect(await subject.log.retain(Number.MAX_SAFE_INTEGER)).toBe(4);
		expect(idsOf(await take(slow, 6))).toEqual(range(4, 6));
	});

	test("keeps records that are not older than requested", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		const [first] = await subject.log.read({ topic, partition: 0, offset: 0 }, 1);
		expect(await subject.log.retain(first?.timestamp ?? 0)).toBe(0);
	});
}
