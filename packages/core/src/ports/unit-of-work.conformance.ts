/** The guarantees of every UnitOfWork; more where it is atomic. */
import { describe, expect } from "vitest";
import { type SuiteOptions, specify } from "./conformance.ts";
import type { Write } from "./documents.ts";
import { CasMismatch, StaleCommit } from "./errors.ts";
import type { Batch, EventLog, GroupConsumer, NewRecord } from "./event-log.ts";
import type { OrderStore } from "./order-store.ts";
import type { Commit, UnitOfWork } from "./unit-of-work.ts";

export interface UnitOfWorkSubject extends AsyncDisposable {
	readonly log: EventLog;
	readonly store: OrderStore;
	readonly work: UnitOfWork;
	/** A prefix for topics and groups that nobody else uses. */
	readonly prefix: string;
}

export function unitOfWorkConformance(name: string, setup: () => Promise<UnitOfWorkSubject>, options: SuiteOptions = {}): void {
	describe(`${name} as a UnitOfWork`, () => {
		const test = specify(setup, options);
		applying(test);
		failing(test);
	});
}

type Test = ReturnType<typeof specify<UnitOfWorkSubject>>;

function applying(test: Test): void {
	test("applies writes, records and offsets, and returns the positions of the records and the versions of the documents", async (subject) => {
		const { input, output } = await topicsOf(subject);
		await using consumer = consumerOf(subject, input);
		await subject.log.append([record(input, "in")]);
		const batch = await nextBatch(consumer);
		const { positions, versions } = await subject.work.apply({
			writes: [insert("s", 1)],
			records: [record(output, "a"), record(output, "b")],
			commit: commitOf(consumer, batch),
		});
		const taken = await subject.log.read({ topic: output, partition: 0, offset: 0 }, 10);
		expect(taken.map(({ key }) => key)).toEqual(["a", "b"]);
		expect(positions).toEqual(taken.map(({ topic, partition, offset, timestamp }) => ({ topic, partition, offset, timestamp })));
		expect(await nextOf(subject, "s")).toBe(1);
		expect(versions).toEqual([(await read(subject, "s")).cas]);
		expect(await keysIn(subject, output)).toEqual(["a", "b"]);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: 1 }]);
	});

	test("applies writes that are derived from the positions of the records", async (subject) => {
		const { output } = await topicsOf(subject);
		await subject.work.apply({ writes: [], records: [record(output, "a")] });
		await subject.work.apply({
			writes: [],
			records: [record(output, "b")],
			derived: (positions) => positions.map(({ offset }) => insert("derived", offset)),
		});
		expect(await nextOf(subject, "derived")).toBe(1);
	});

	test("wakes consumers that wait for its records", async (subject) => {
		const { output } = await topicsOf(subject);
		await using consumer = consumerOf(subject, output);
		const waiting = consumer.next(AbortSignal.timeout(60_000));
		await subject.work.apply({ writes: [], records: [record(output, "a")] });
		expect((await waiting)?.records.map(({ key }) => key)).toEqual(["a"]);
	});

	test("of two changes of one version one wins, and the other can decide again", async (subject) => {
		const { output } = await topicsOf(subject);
		await subject.work.apply({ writes: [insert("s", 0)], records: [] });
		const { cas } = await read(subject, "s");
		const change = (next: number, key: string) =>
			subject.work.apply({
				writes: [{ op: "replace", collection: "sequences", key: "s", doc: { next }, cas }],
				records: [record(output, key)],
			});
		const outcomes = await Promise.allSettled([change(1, "first"), change(2, "second")]);
		const lost = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
		expect(lost).toHaveLength(1);
		expect(lost[0]).toBeInstanceOf(CasMismatch);
		const won = outcomes[0]?.status === "fulfilled" ? 1 : 2;
		expect(await nextOf(subject, "s")).toBe(won);
		expect(await keysIn(subject, output)).toEqual([won === 1 ? "first" : "second"]);
	});
}

function failing(test: Test): void {
	test("leaves nothing behind when a document has changed", async (subject) => {
		const { input, output } = await topicsOf(subject);
		await using consumer = consumerOf(subject, input);
		await using downstream = consumerOf(subject, output);
		await subject.log.append([record(input, "in")]);
		await subject.work.apply({ writes: [insert("taken", 1)], records: [] });
		const batch = await nextBatch(consumer);
		const commit = commitOf(consumer, batch);
		const records = [record(output, "a")];
		await expect(subject.work.apply({ writes: [insert("new", 1), insert("taken", 2)], records, commit })).rejects.toBeInstanceOf(
			CasMismatch,
		);
		expect(await subject.store.get("sequences", ["new"])).toEqual([undefined]);
		expect(await keysIn(subject, output)).toEqual([]);
		expect(await subject.log.groupOffsets(consumer.group)).toMatchObject([{ committed: undefined }]);
		// The same delivery may be tried again, and the numbers go on as if nothing had been.
		expect((await subject.work.apply({ writes: [insert("new", 3)], records, commit })).positions).toMatchObject([{ offset: 0 }]);
		expect((await downstream.next(AbortSignal.timeout(60_000)))?.records.map(({ offset }) => offset)).toEqual([0]);
	});

	test("leaves nothing behind when a derived write is refused", async (subject) => {
		const { output } = await topicsOf(subject);
		await subject.work.apply({ writes: [insert("taken", 1)], records: [] });
		const refused = subject.work.apply({ writes: [insert("new", 1)], records: [record(output, "a")], derived: () => [insert("taken", 2)] });
		await expect(refused).rejects.toBeInstanceOf(CasMismatch);
		expect(await subject.store.get("sequences", ["new"])).toEqual([undefined]);
		expect(await keysIn(subject, output)).toEqual([]);
	});

	test("leaves nothing behind when a topic does not exist", async (subject) => {
		const { output } = await topicsOf(subject);
		const records = [record(output, "a"), record(`${subject.prefix}-unknown`, "b")];
		await expect(subject.work.apply({ writes: [insert("new", 1)], records })).rejects.toMatchObject({ code: "UNKNOWN_TOPIC" });
		expect(await subject.store.get("sequences", ["new"])).toEqual([undefined]);
		expect(await keysIn(subject, output)).toEqual([]);
	});

	test("leaves nothing behind when the delivery no longer counts", async (subject) => {
		const { input, output } = await topicsOf(subject);
		await using consumer = consumerOf(subject, input);
		await subject.log.append([record(input, "in")]);
		const batch = await nextBatch(consumer);
		consumer.rewind();
		const work = {
			writes: [insert("new", 1)],
			records: [record(output, "a")],
			commit: commitOf(consumer, batch),
		};
		await expect(subject.work.apply(work)).rejects.toBeInstanceOf(StaleCommit);
		expect(await subject.store.get("sequences", ["new"])).toEqual([undefined]);
		expect(await keysIn(subject, output)).toEqual([]);
		const again = await nextBatch(consumer);
		expect(again.offsets).toEqual(batch.offsets);
		await expect(subject.work.apply({ ...work, commit: { ...work.commit, offsets: again.offsets } })).rejects.toBeInstanceOf(StaleCommit);
		await subject.work.apply({ ...work, commit: commitOf(consumer, again) });
		await expect(subject.work.apply({ ...work, writes: [] })).rejects.toBeInstanceOf(StaleCommit);
		expect(await keysIn(subject, output)).toEqual(["a"]);
	});
}

let made = 0;

async function topicsOf({ log, prefix }: UnitOfWorkSubject): Promise<{ input: string; output: string }> {
	made += 1;
	const [input, output] = [`${prefix}-in-${made}`, `${prefix}-out-${made}`];
	await log.ensureTopics([input, output].map((topic) => ({ topic, partitions: 1 })));
	return { input, output };
}

function consumerOf({ log }: UnitOfWorkSubject, topic: string) {
	return log.consumer({ group: `${topic}-group`, topics: [topic], maxRecords: 10, member: "m" });
}

async function nextBatch(consumer: GroupConsumer): Promise<Batch> {
	const batch = await consumer.next(AbortSignal.timeout(60_000));
	if (batch === undefined) throw new Error("no batch arrived");
	return batch;
}

/** Of copies of the positions: a delivery is known by its token. */
function commitOf({ group }: GroupConsumer, { offsets, delivery }: Batch): Commit {
	return { group, offsets: structuredClone(offsets), delivery };
}

function record(topic: string, key: string): NewRecord {
	return { topic, key, value: null, headers: {} };
}

function insert(key: string, next: number): Write {
	return { op: "insert", collection: "sequences", key, doc: { next } };
}

async function read({ store }: UnitOfWorkSubject, key: string) {
	const [document] = await store.get("sequences", [key]);
	if (document === undefined) throw new Error(`sequences/${key} is not there`);
	return document;
}

async function nextOf(subject: UnitOfWorkSubject, key: string): Promise<number> {
	return (await read(subject, key)).doc.next;
}

async function keysIn({ log }: UnitOfWorkSubject, topic: string): Promise<(string | null)[]> {
	return (await log.read({ topic, partition: 0, offset: 0 }, 100)).map(({ key }) => key);
}
