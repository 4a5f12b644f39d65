/** Commit, rewind and seek: what is delivered again, and which commits are fenced. */
import { expect } from "vitest";
import { StaleCommit } from "../../errors.ts";
import { commit, consumerOf, idsOf, nextBatch, numbered, oneByOne, PARTITIONS, range, type Test, take, topicOf } from "./subject.ts";

export function committing(test: Test): void {
	test("delivers again what was not committed, to a member that comes later", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 10));
		{
			await using consumer = consumerOf(subject, [topic]);
			expect(idsOf(await take(consumer, 10))).toEqual(range(0, 10));
		}
		await using later = consumerOf(subject, [topic]);
		expect(idsOf(await take(later, 10))).toEqual(range(0, 10));
	});

	test("rewind starts from the committed offsets again", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 4));
		await using consumer = consumerOf(subject, [topic], { maxRecords: 2 });
		await commit(subject, consumer.group, await nextBatch(consumer));
		expect(idsOf((await nextBatch(consumer)).records)).toEqual([2, 3]);
		consumer.rewind();
		expect(idsOf((await nextBatch(consumer)).records)).toEqual([2, 3]);
	});

	test("does not deliver again what was committed, not even after a restart", async (subject) => {
		const topic = await topicOf(subject, 1);
		const group = `${subject.prefix}-group`;
		await subject.log.append(numbered(topic, 0, 3));
		{
			await using consumer = consumerOf(subject, [topic], { group });
			await commit(subject, group, await nextBatch(consumer));
		}
		await subject.log.append(numbered(topic, 3, 2));
		const { log } = await subject.reopen();
		await using later = consumerOf({ ...subject, log }, [topic], { group });
		expect(idsOf(await take(later, 2))).toEqual([3, 4]);
	});

	test("keeps groups apart", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 6));
		await using one = consumerOf(subject, [topic], { group: `${subject.prefix}-one` });
		await using two = consumerOf(subject, [topic], { group: `${subject.prefix}-two` });
		await commit(subject, one.group, await nextBatch(one));
		expect(idsOf(await take(two, 6))).toEqual(range(0, 6));
		expect((await subject.log.groupOffsets(two.group)).map(({ committed }) => committed)).toEqual(Array(PARTITIONS).fill(undefined));
	});

	test("seek moves a running group back and forward", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 6));
		await using consumer = consumerOf(subject, [topic]);
		await commit(subject, consumer.group, await nextBatch(consumer));
		await subject.log.seek(consumer.group, [{ topic, partition: 0, offset: 1 }]);
		expect(idsOf((await nextBatch(consumer)).records)).toEqual([1, 2, 3, 4, 5]);
		await subject.log.seek(consumer.group, [{ topic, partition: 0, offset: 4 }]);
		expect(idsOf((await nextBatch(consumer)).records)).toEqual([4, 5]);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 4 }]);
	});

	test("a seek moves a group whose paused members have left it; they rejoin it from there", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 6));
		await using consumer = consumerOf(subject, [topic]);
		await commit(subject, consumer.group, await nextBatch(consumer));
		consumer.pause();
		await consumer.leave();
		await subject.log.seek(consumer.group, [{ topic, partition: 0, offset: 2 }]);
		consumer.rejoin();
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 2 }]);
		consumer.resume();
		expect(idsOf((await nextBatch(consumer)).records)).toEqual([2, 3, 4, 5]);
	});

	test("a seek fences the current batch: its commit is refused and the seek stands", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 4));
		await using consumer = consumerOf(subject, [topic], { maxRecords: 3 });
		await commit(subject, consumer.group, await nextBatch(consumer));
		const current = await nextBatch(consumer);
		await subject.log.seek(consumer.group, [{ topic, partition: 0, offset: 1 }]);
		await expect(commit(subject, consumer.group, current)).rejects.toBeInstanceOf(StaleCommit);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 1 }]);
		consumer.rewind();
		const again = await nextBatch(consumer);
		expect(idsOf(again.records)).toEqual([1, 2, 3]);
		await expect(commit(subject, consumer.group, { ...again, delivery: current.delivery })).rejects.toBeInstanceOf(StaleCommit);
	});

	test("a batch may be committed record by record", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		await using consumer = consumerOf(subject, [topic]);
		for (const part of oneByOne(await nextBatch(consumer))) await commit(subject, consumer.group, part);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 3 }]);
	});

	test("a rewind fences the current batch and each record of it, though the next delivery is equal", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		await using consumer = consumerOf(subject, [topic]);
		const before = await nextBatch(consumer);
		consumer.rewind();
		const after = await nextBatch(consumer);
		expect(after.offsets).toEqual(before.offsets);
		for (const stale of [before, ...oneByOne(before)]) {
			await expect(commit(subject, consumer.group, stale)).rejects.toBeInstanceOf(StaleCommit);
		}
		await commit(subject, consumer.group, after);
		await expect(commit(subject, consumer.group, after)).rejects.toBeInstanceOf(StaleCommit);
	});

	test("refuses a position that the batch has not reached", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		await using consumer = consumerOf(subject, [topic], { maxRecords: 2 });
		const batch = await nextBatch(consumer);
		const beyond = { ...batch, offsets: [{ topic, partition: 0, offset: 3 }] };
		await expect(commit(subject, consumer.group, beyond)).rejects.toBeInstanceOf(StaleCommit);
	});
}
