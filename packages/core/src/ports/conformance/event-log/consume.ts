/** Consumer: order, fairness, pause. */
import { expect } from "vitest";
import { WHOLE_GROUP } from "../../../domain/group-pause.ts";
import { consumerOf, idsOf, keyIn, nextBatch, numbered, pauseBriefly, range, record, type Test, take, topicOf } from "./subject.ts";

export function consuming(test: Test): void {
	test("starts a new group at the earliest record", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 20));
		await using consumer = consumerOf(subject, [topic]);
		expect(idsOf(await take(consumer, 20))).toEqual(range(0, 20));
	});

	test("wakes a waiting member when records arrive", async (subject) => {
		const topic = await topicOf(subject);
		await using consumer = consumerOf(subject, [topic]);
		const waiting = consumer.next(AbortSignal.timeout(60_000));
		await subject.log.append(numbered(topic, 0, 1));
		expect((await waiting)?.records.map(({ key }) => key)).toEqual(["0"]);
	});

	test("delivers a partition's records in order and without gaps, at most maxRecords per batch", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 100));
		await using consumer = consumerOf(subject, [topic], { maxRecords: 7 });
		const next = new Map<number, number>();
		for (let seen = 0; seen < 100; ) {
			const { records, offsets } = await nextBatch(consumer);
			expect(records.length).toBeLessThanOrEqual(7);
			for (const { partition, offset } of records) {
				expect(offset).toBe(next.get(partition) ?? 0);
				next.set(partition, offset + 1);
			}
			expect(new Map(offsets.map(({ partition, offset }) => [partition, offset]))).toEqual(
				new Map(records.map(({ partition, offset }) => [partition, offset + 1])),
			);
			seen += records.length;
		}
	});

	test("lets no partition starve behind a busy one", async (subject) => {
		const topic = await topicOf(subject, 2);
		const [busy, quiet] = [keyIn(0, 2), keyIn(1, 2)];
		await subject.log.append(Array.from({ length: 500 }, () => record(topic, busy)));
		await subject.log.append([record(topic, quiet)]);
		await using consumer = consumerOf(subject, [topic], { maxRecords: 10 });
		const first = new Set<string | null>();
		for (let batches = 0; batches < 25 && !first.has(quiet); batches += 1) {
			for (const { key } of (await nextBatch(consumer)).records) first.add(key);
			await pauseBriefly();
		}
		expect(first).toContain(quiet);
	});

	test("returns undefined once the signal is aborted", async (subject) => {
		const topic = await topicOf(subject);
		await using consumer = consumerOf(subject, [topic]);
		const stop = new AbortController();
		const waiting = consumer.next(stop.signal);
		stop.abort();
		expect(await waiting).toBeUndefined();
		expect(await consumer.next(stop.signal)).toBeUndefined();
	});

	test("delivers nothing between pause and resume", async (subject) => {
		const topic = await topicOf(subject);
		await using consumer = consumerOf(subject, [topic]);
		consumer.pause();
		expect(consumer.paused).toEqual(WHOLE_GROUP);
		await subject.log.append(numbered(topic, 0, 3));
		let delivered = false;
		const waiting = consumer.next(AbortSignal.timeout(60_000)).finally(() => {
			delivered = true;
		});
		await pauseBriefly();
		expect(delivered).toBe(false);
		consumer.resume();
		expect(consumer.paused).toBeUndefined();
		expect((await waiting)?.records.length).toBeGreaterThan(0);
	});

	test("delivers of a paused partition nothing until resume, of the others everything, and owns none of its keys", async (subject) => {
		const topic = await topicOf(subject, 2);
		await using consumer = consumerOf(subject, [topic]);
		await subject.log.append([record(topic, keyIn(0, 2)), record(topic, keyIn(1, 2))]);
		await take(consumer, 2);
		consumer.rewind();
		consumer.pause({ topics: null, partitions: [0] });
		await subject.log.append(range(0, 50).map(() => record(topic, keyIn(1, 2))));
		const read = await take(consumer, 51);
		expect(new Set(read.map(({ partition }) => partition))).toEqual(new Set([1]));
		expect([consumer.generation.owns(keyIn(0, 2)), consumer.generation.owns(keyIn(1, 2))]).toEqual([false, true]);
		const before = consumer.generation;
		consumer.resume();
		expect((await take(consumer, 1)).map(({ partition, offset }) => [partition, offset])).toEqual([[0, 0]]);
		expect(consumer.generation).not.toBe(before);
		expect(consumer.generation.owns(keyIn(0, 2))).toBe(true);
	});

	test("reads several topics", async (subject) => {
		const [one, two] = [await topicOf(subject), await topicOf(subject)];
		await subject.log.append([...numbered(one, 0, 5), ...numbered(two, 5, 5)]);
		await using consumer = consumerOf(subject, [one, two]);
		expect(idsOf(await take(consumer, 10))).toEqual(range(0, 10));
	});
}
