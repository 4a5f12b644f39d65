/** What the cases of the EventLog's suite share. */
import { partitionOf } from "../../../domain/murmur2.ts";
import type { specify } from "../../conformance.ts";
import type { Batch, ConsumerOptions, EventLog, GroupConsumer, LogRecord, NewRecord } from "../../event-log.ts";
import type { UnitOfWork } from "../../unit-of-work.ts";

export interface EventLogSubject extends AsyncDisposable {
	readonly log: EventLog;
	/** Commits go through it. */
	readonly work: UnitOfWork;
	/** A prefix for names that no other test of this log uses. */
	readonly prefix: string;
	/** Closes the log and opens it again on what it stored. */
	reopen(): Promise<{ log: EventLog; work: UnitOfWork }>;
}

export type Test = ReturnType<typeof specify<EventLogSubject>>;

export const PARTITIONS = 6;

let topics = 0;

export async function topicOf({ log, prefix }: EventLogSubject, partitions = PARTITIONS): Promise<string> {
	topics += 1;
	const topic = `${prefix}-topic-${topics}`;
	await log.ensureTopics([{ topic, partitions }]);
	return topic;
}

export function consumerOf(
	{ log, prefix }: Pick<EventLogSubject, "log" | "prefix">,
	of: string[],
	more: Partial<ConsumerOptions> = {},
): GroupConsumer {
	return log.consumer({ group: `${prefix}-group`, topics: of, maxRecords: 100, member: "member", ...more });
}

export async function nextBatch(consumer: GroupConsumer): Promise<Batch> {
	const batch = await consumer.next(AbortSignal.timeout(60_000));
	if (batch === undefined) throw new Error("no batch arrived");
	return batch;
}

export async function take(consumer: GroupConsumer, count: number): Promise<LogRecord[]> {
	const records: LogRecord[] = [];
	while (records.length < count) records.push(...(await nextBatch(consumer)).records);
	return records;
}

/** Batches, split by record, until there are `count`. */
export async function takeParts(consumer: GroupConsumer, count: number): Promise<Batch[]> {
	const parts: Batch[] = [];
	while (parts.length < count) parts.push(...oneByOne(await nextBatch(consumer)));
	return parts;
}

/** The batch record by record, each with the batch's token. */
export function oneByOne({ records, delivery }: Batch): Batch[] {
	return records.map((each) => ({
		records: [each],
		offsets: [{ topic: each.topic, partition: each.partition, offset: each.offset + 1 }],
		delivery,
	}));
}

/** A rebalance takes time: until then one member may own every partition. */
export async function untilShared({ log }: EventLogSubject, group: string, members: readonly string[]): Promise<void> {
	for (let tries = 0; tries < 200; tries += 1) {
		const owners = new Set((await log.groupOffsets(group)).map(({ owner }) => owner));
		if (members.every((member) => owners.has(member))) return;
		await pauseBriefly();
	}
	throw new Error(`${group} is not shared by ${members.join(" and ")}`);
}

/** All records until none arrives for a while. */
export async function drain(consumer: GroupConsumer): Promise<LogRecord[]> {
	const records: LogRecord[] = [];
	for (;;) {
		const batch = await consumer.next(AbortSignal.timeout(1_500));
		if (batch === undefined) return records;
		records.push(...batch.records);
	}
}

/** Commits copies of the positions: a delivery is known by its token. */
export async function commit({ work }: EventLogSubject, group: string, { offsets, delivery }: Batch): Promise<void> {
	await work.apply({ writes: [], records: [], commit: { group, offsets: structuredClone(offsets), delivery } });
}

export function record(topic: string, key: string): NewRecord {
	return { topic, key, value: new TextEncoder().encode(`value of ${key}`), headers: { h: key } };
}

export function numbered(topic: string, from: number, count: number): NewRecord[] {
	return range(from, count).map((id) => record(topic, String(id)));
}

export function range(from: number, count: number): number[] {
	return Array.from({ length: count }, (_, index) => from + index);
}

export function idsOf(records: readonly LogRecord[]): number[] {
	return records.map(({ key }) => Number(key)).toSorted((a, b) => a - b);
}

export function content({ key, value, headers }: NewRecord) {
	return { key, value: value === null ? null : Buffer.from(value).toString("hex"), headers };
}

export function byPartition<T extends { partition: number }>(all: readonly T[]): T[] {
	return all.toSorted((a, b) => a.partition - b.partition);
}

/** A key that falls into this partition. */
export function keyIn(partition: number, partitions: number): string {
	for (let id = 0; ; id += 1) if (partitionOf(new TextEncoder().encode(`k${id}`), partitions) === partition) return `k${id}`;
}

export function pauseBriefly(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, 30));
}
