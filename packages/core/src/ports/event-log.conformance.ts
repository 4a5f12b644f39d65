/** What every EventLog promises. */
import { describe, expect } from "vitest";
import { partitionOf } from "../domain/murmur2.ts";
import { type SuiteOptions, specify } from "./conformance.ts";
import { StaleCommit } from "./errors.ts";
import type { Batch, ConsumerOptions, EventLog, GroupConsumer, LogRecord, NewRecord } from "./event-log.ts";
import type { UnitOfWork } from "./unit-of-work.ts";

export interface EventLogSubject extends AsyncDisposable {
	readonly log: EventLog;
	/** Commits go through it. */
	readonly work: UnitOfWork;
	/** Names that no other test of this log uses are made by this prefix. */
	readonly prefix: string;
	/** Ends the log and opens it again on what it kept. */
	reopen(): Promise<{ log: EventLog; work: UnitOfWork }>;
}

const PARTITIONS = 6;

export function eventLogConformance(name: string, setup: () => Promise<EventLogSubject>, options: SuiteOptions = {}): void {
	describe(`${name} as an EventLog`, () => {
		const test = specify(setup, options);
		appending(test);
		consuming(test);
		committing(test);
		sharing(test);
		looking(test);
		retaining(test);
	});
}

type Test = ReturnType<typeof specify<EventLogSubject>>;

function appending(test: Test): void {
	test("places a record by Kafka's hash of its key", async (subject) => {
		const topic = await topicOf(subject);
		const keys = Array.from({ length: 40 }, (_, id) => `order-${id}`);
		const places = await subject.log.append(keys.map((key) => record(topic, key)));
		expect(places.map(({ partition }) => partition)).toEqual(keys.map((key) => partitionOf(new TextEncoder().encode(key), PARTITIONS)));
	});

	test("numbers each partition's records from 0 without gaps, in the order given", async (subject) => {
		const topic = await topicOf(subject);
		const places = [...(await subject.log.append(numbered(topic, 0, 50))), ...(await subject.log.append(numbered(topic, 50, 50)))];
		for (const [partition, group] of Map.groupBy(places, (place) => place.partition)) {
			expect(group.map(({ offset }) => offset)).toEqual(group.map((_, index) => index));
			const records = await subject.log.read({ topic, partition, offset: 0 }, 100);
			expect(records.map(({ offset }) => offset)).toEqual(group.map(({ offset }) => offset));
			expect(records.map(({ key }) => Number(key))).toEqual(places.flatMap((place, id) => (place.partition === partition ? [id] : [])));
		}
	});

	test("keeps bytes, null values, empty values, null keys and headers as they were", async (subject) => {
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
}

function consuming(test: Test): void {
	test("starts a new group at the earliest record", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 20));
		await using consumer = consumerOf(subject, [topic]);
		expect(idsOf(await take(consumer, 20))).toEqual(range(0, 20));
	});

	test("wakes a waiting member when records come", async (subject) => {
		const topic = await topicOf(subject);
		await using consumer = consumerOf(subject, [topic]);
		const waiting = consumer.next(AbortSignal.timeout(20_000));
		await subject.log.append(numbered(topic, 0, 1));
		expect((await waiting)?.records.map(({ key }) => key)).toEqual(["0"]);
	});

	test("delivers a partition's records in order and without gaps, at most maxRecords at once", async (subject) => {
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

	test("answers undefined once the signal is aborted", async (subject) => {
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
		expect(consumer.paused).toBe(true);
		await subject.log.append(numbered(topic, 0, 3));
		let delivered = false;
		const waiting = consumer.next(AbortSignal.timeout(20_000)).finally(() => {
			delivered = true;
		});
		await pauseBriefly();
		expect(delivered).toBe(false);
		consumer.resume();
		expect(consumer.paused).toBe(false);
		expect((await waiting)?.records.length).toBeGreaterThan(0);
	});

	test("reads several topics", async (subject) => {
		const [one, two] = [await topicOf(subject), await topicOf(subject)];
		await subject.log.append([...numbered(one, 0, 5), ...numbered(two, 5, 5)]);
		await using consumer = consumerOf(subject, [one, two]);
		expect(idsOf(await take(consumer, 10))).toEqual(range(0, 10));
	});
}

function committing(test: Test): void {
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

	test("does not deliver again what was committed, not even when it was opened anew", async (subject) => {
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

	test("a seek fences the batch in hand: its commit is refused and the seek stands", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 4));
		await using consumer = consumerOf(subject, [topic], { maxRecords: 3 });
		await commit(subject, consumer.group, await nextBatch(consumer));
		const inHand = await nextBatch(consumer);
		await subject.log.seek(consumer.group, [{ topic, partition: 0, offset: 1 }]);
		await expect(commit(subject, consumer.group, inHand)).rejects.toBeInstanceOf(StaleCommit);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 1 }]);
		consumer.rewind();
		const again = await nextBatch(consumer);
		expect(idsOf(again.records)).toEqual([1, 2, 3]);
		await expect(commit(subject, consumer.group, { ...again, delivery: inHand.delivery })).rejects.toBeInstanceOf(StaleCommit);
	});

	test("a batch may be committed a record at a time", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		await using consumer = consumerOf(subject, [topic]);
		for (const part of oneByOne(await nextBatch(consumer))) await commit(subject, consumer.group, part);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 3 }]);
	});

	test("a rewind fences the batch in hand and each record of it, though the next delivery is equal", async (subject) => {
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

function sharing(test: Test): void {
	test("members of one group split its partitions, and each record goes to one of them", async (subject) => {
		const topic = await topicOf(subject);
		await using one = consumerOf(subject, [topic], { member: "one" });
		await using two = consumerOf(subject, [topic], { member: "two" });
		await untilShared(subject, one.group, ["one", "two"]);
		await subject.log.append(numbered(topic, 0, 60));
		const [first, second] = await Promise.all([drain(one), drain(two)]);
		expect(first.length).toBeGreaterThan(0);
		expect(second.length).toBeGreaterThan(0);
		expect(idsOf([...first, ...second])).toEqual(range(0, 60));
		const owners = (await subject.log.groupOffsets(one.group)).map(({ owner }) => owner);
		expect(new Set(owners)).toEqual(new Set(["one", "two"]));
	});

	test("of a group's members one owns a key: the one that reads its partition of their first topic", async (subject) => {
		const [first, other] = [await topicOf(subject), await topicOf(subject)];
		await using one = consumerOf(subject, [first, other], { member: "one" });
		await using two = consumerOf(subject, [first, other], { member: "two" });
		await untilShared(subject, one.group, ["one", "two"]);
		const keys = Array.from({ length: 30 }, (_, id) => `order-${id}`);
		await subject.log.append(keys.map((key) => record(first, key)));
		const [read] = await Promise.all([drain(one), drain(two)]);
		const readByOne = new Set(read.map(({ key }) => key));
		for (const key of keys) expect([key, one.owns(key), two.owns(key)]).toEqual([key, readByOne.has(key), !readByOne.has(key)]);
	});

	test("a member that leaves hands its partitions over, from what it committed", async (subject) => {
		const topic = await topicOf(subject);
		await subject.log.append(numbered(topic, 0, 30));
		await using stays = consumerOf(subject, [topic], { member: "stays" });
		const leaves = consumerOf(subject, [topic], { member: "leaves" });
		const taken = await nextBatch(leaves);
		await leaves[Symbol.asyncDispose]();
		const rest = await take(stays, 30);
		expect(idsOf(rest)).toEqual(range(0, 30));
		await expect(commit(subject, stays.group, taken)).rejects.toBeInstanceOf(StaleCommit);
	});

	test("a partition that went to another member and came back does not take the commits of before", async (subject) => {
		const topic = await topicOf(subject, 2);
		await using stays = consumerOf(subject, [topic], { member: "stays" });
		await subject.log.append([record(topic, keyIn(0, 2)), record(topic, keyIn(1, 2))]);
		const before = await takeParts(stays, 2);
		{
			await using _guest = consumerOf(subject, [topic], { member: "guest" });
			await untilShared(subject, stays.group, ["stays", "guest"]);
		}
		// The partition that stayed may have been committed all along: what was lost is delivered again.
		const [again] = await takeParts(stays, 1);
		const lost = before.find(({ offsets }) => offsets[0]?.partition === again?.offsets[0]?.partition);
		if (again === undefined || lost === undefined) throw new Error("nothing was delivered again");
		expect(again.offsets).toEqual(lost.offsets);
		await expect(commit(subject, stays.group, lost)).rejects.toBeInstanceOf(StaleCommit);
		await commit(subject, stays.group, again);
	});
}

function looking(test: Test): void {
	test("tells where a group stands, and apart from 0 that it never committed", async (subject) => {
		const topic = await topicOf(subject, 2);
		expect(await subject.log.groupOffsets(`${subject.prefix}-nobody`)).toEqual([]);
		await using consumer = consumerOf(subject, [topic], { member: "m" });
		const key = keyIn(1, 2);
		await subject.log.append([record(topic, key)]);
		await commit(subject, consumer.group, await nextBatch(consumer));
		expect(byPartition(await subject.log.groupOffsets(consumer.group))).toEqual([
			{ topic, partition: 0, committed: undefined, owner: "m" },
			{ topic, partition: 1, committed: 1, owner: "m" },
		]);
		expect(await subject.log.groups()).toContain(consumer.group);
	});

	test("tells the bounds of every partition", async (subject) => {
		const topic = await topicOf(subject, 3);
		await subject.log.append([record(topic, keyIn(2, 3)), record(topic, keyIn(2, 3))]);
		expect(byPartition(await subject.log.bounds([topic]))).toEqual([
			{ topic, partition: 0, earliest: 0, end: 0 },
			{ topic, partition: 1, earliest: 0, end: 0 },
			{ topic, partition: 2, earliest: 0, end: 2 },
		]);
	});

	test("reads from any position, no more than asked for, and nothing past the end", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 10));
		const read = async (offset: number, limit: number) => idsOf(await subject.log.read({ topic, partition: 0, offset }, limit));
		expect(await read(4, 3)).toEqual([4, 5, 6]);
		expect(await read(8, 100)).toEqual([8, 9]);
		expect(await read(10, 5)).toEqual([]);
		expect(await read(1000, 5)).toEqual([]);
	});
}

function retaining(test: Test): void {
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

	test("keeps what is not older than asked for", async (subject) => {
		const topic = await topicOf(subject, 1);
		await subject.log.append(numbered(topic, 0, 3));
		const [first] = await subject.log.read({ topic, partition: 0, offset: 0 }, 1);
		expect(await subject.log.retain(first?.timestamp ?? 0)).toBe(0);
	});
}

let topics = 0;

async function topicOf({ log, prefix }: EventLogSubject, partitions = PARTITIONS): Promise<string> {
	topics += 1;
	const topic = `${prefix}-topic-${topics}`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

function consumerOf(
	{ log, prefix }: Pick<EventLogSubject, "log" | "prefix">,
	of: string[],
	more: Partial<ConsumerOptions> = {},
): GroupConsumer {
	return log.consumer({ group: `${prefix}-group`, topics: of, maxRecords: 100, member: "member", ...more });
}

async function nextBatch(consumer: GroupConsumer): Promise<Batch> {
	const batch = await consumer.next(AbortSignal.timeout(20_000));
	if (batch === undefined) throw new Error("no batch came");
	return batch;
}

async function take(consumer: GroupConsumer, count: number): Promise<LogRecord[]> {
	const records: LogRecord[] = [];
	while (records.length < count) records.push(...(await nextBatch(consumer)).records);
	return records;
}

/** Batches until they hold so many records, taken apart by record. */
async function takeParts(consumer: GroupConsumer, count: number): Promise<Batch[]> {
	const parts: Batch[] = [];
	while (parts.length < count) parts.push(...oneByOne(await nextBatch(consumer)));
	return parts;
}

/** A batch a record at a time, each with the batch's token. */
function oneByOne({ records, delivery }: Batch): Batch[] {
	return records.map((each) => ({
		records: [each],
		offsets: [{ topic: each.topic, partition: each.partition, offset: each.offset + 1 }],
		delivery,
	}));
}

/** Members find one another in their own time: until then one of them may have everything. */
async function untilShared({ log }: EventLogSubject, group: string, members: readonly string[]): Promise<void> {
	for (let tries = 0; tries < 200; tries += 1) {
		const owners = new Set((await log.groupOffsets(group)).map(({ owner }) => owner));
		if (members.every((member) => owners.has(member))) return;
		await pauseBriefly();
	}
	throw new Error(`${group} is not shared by ${members.join(" and ")}`);
}

/** What comes until nothing has come for a while. */
async function drain(consumer: GroupConsumer): Promise<LogRecord[]> {
	const records: LogRecord[] = [];
	for (;;) {
		const batch = await consumer.next(AbortSignal.timeout(1_500));
		if (batch === undefined) return records;
		records.push(...batch.records);
	}
}

/** Commits copies of the positions: a delivery is known by its token. */
async function commit({ work }: EventLogSubject, group: string, { offsets, delivery }: Batch): Promise<void> {
	await work.apply({ writes: [], records: [], commit: { group, offsets: structuredClone(offsets), delivery } });
}

function record(topic: string, key: string): NewRecord {
	return { topic, key, value: new TextEncoder().encode(`value of ${key}`), headers: { h: key } };
}

function numbered(topic: string, from: number, count: number): NewRecord[] {
	return range(from, count).map((id) => record(topic, String(id)));
}

function range(from: number, count: number): number[] {
	return Array.from({ length: count }, (_, index) => from + index);
}

function idsOf(records: readonly LogRecord[]): number[] {
	return records.map(({ key }) => Number(key)).toSorted((a, b) => a - b);
}

function content({ key, value, headers }: NewRecord) {
	return { key, value: value === null ? null : Buffer.from(value).toString("hex"), headers };
}

function byPartition<T extends { partition: number }>(all: readonly T[]): T[] {
	return all.toSorted((a, b) => a.partition - b.partition);
}

/** A key that falls into this partition. */
function keyIn(partition: number, partitions: number): string {
	for (let id = 0; ; id += 1) if (partitionOf(new TextEncoder().encode(`k${id}`), partitions) === partition) return `k${id}`;
}

function pauseBriefly(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 30));
}
