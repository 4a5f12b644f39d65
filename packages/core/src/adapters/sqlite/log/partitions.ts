/** The partitions as their one writer knows them: the next offset of each lies in memory, and the newest records. */
import type { DatabaseSync } from "node:sqlite";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Appended, LogRecord, NewRecord, TopicPartition } from "../../../ports/event-log.ts";
import { transaction } from "../transaction.ts";
import { Tail } from "./record-cache.ts";
import { type PartitionRow, RecordTables, unknownTopic } from "./record-tables.ts";

/** A group's reading position in a partition. */
export interface Reader {
	readonly position: number;
}

export interface Partition extends PartitionRow {
	earliest: number;
	/** Offset of the next record. */
	end: number;
	readonly tail: Tail;
	/** What was read from the file last: the groups that work through a backlog together read and decode it once. */
	readonly backlog: Tail;
	/** Those who read here now: the tail keeps what one of them has not read yet. */
	readonly readers: Set<Reader>;
}

/** Records that are in the transaction under way, and in nobody's sight yet. */
export interface Staged {
	readonly positions: readonly Appended[];
	readonly records: ReadonlyMap<Partition, readonly LogRecord[]>;
}

export class Partitions {
	readonly tables: RecordTables;
	readonly #sql: DatabaseSync;
	readonly #topics = new Map<string, Partition[]>();
	#keyless = 0;

	constructor(sql: DatabaseSync) {
		this.#sql = sql;
		this.tables = new RecordTables(sql);
		for (const row of this.tables.partitions()) this.#add(row);
	}

	all(): Partition[] {
		return [...this.#topics.values()].flat();
	}

	topics(): { topic: string; partitions: number }[] {
		return [...this.#topics].map(([topic, partitions]) => ({ topic, partitions: partitions.length }));
	}

	/** Empty for a topic that does not exist. */
	of(topic: string): readonly Partition[] {
		return this.#topics.get(topic) ?? [];
	}

	/** Throws StoreError UNKNOWN_TOPIC. */
	at({ topic, partition }: TopicPartition): Partition {
		const found = this.of(topic)[partition];
		if (found === undefined) throw unknownTopic(this.of(topic).length === 0 ? topic : `${topic}/${partition}`);
		return found;
	}

	/** Creates the topics that are missing. */
	ensure(topics: readonly { topic: string; partitions: number }[]): void {
		const missing = new Map(topics.filter(({ topic }) => !this.#topics.has(topic)).map(({ topic, partitions }) => [topic, partitions]));
		if (missing.size === 0) return;
		const rows = transaction(this.#sql, () =>
			[...missing].flatMap(([topic, count]) => Array.from({ length: count }, (_, partition) => this.tables.create(topic, partition))),
		);
		for (const row of rows) this.#add(row);
	}

	/** Inserts the records; part of the caller's transaction. What it answers is published once that is durable, or forgotten. */
	stage(records: readonly NewRecord[], at: number): Staged {
		const staged = new Map<Partition, LogRecord[]>();
		const positions = records.map((record) => {
			const partition = this.#partitionFor(record);
			const before = staged.get(partition) ?? [];
			if (before.length === 0) staged.set(partition, before);
			const offset = partition.end + before.length;
			this.tables.insert(partition.slot, offset, at, record);
			const { topic, key, value, headers } = record;
			before.push({ topic, key, value, headers, partition: partition.partition, offset, timestamp: at });
			return { topic, partition: partition.partition, offset, timestamp: at };
		});
		return { positions, records: staged };
	}

	/** The staged records are durable. */
	publish({ records }: Staged): void {
		for (const [partition, added] of records) {
			partition.end += added.length;
			// Records that nobody waits for are not kept: a group that comes later reads them from the file.
			if (partition.readers.size > 0) for (const record of added) partition.tail.push(record);
		}
	}

	read(partition: Partition, from: number, limit: number): LogRecord[] {
		const start = Math.max(from, partition.earliest);
		if (start >= partition.end) return [];
		return partition.tail.read(start, limit) ?? this.tables.read(partition, start, limit);
	}

	/** How many records from `from` on lie in memory. */
	inMemory(partition: Partition, from: number): number {
		const start = Math.max(from, partition.earliest);
		return partition.tail.from(start) || partition.backlog.from(start);
	}

	/** As `read`, for a group: what it reads from the file is kept for the groups that come after it. */
	deliver(partition: Partition, from: number, limit: number): LogRecord[] {
		const start = Math.max(from, partition.earliest);
		const { tail, backlog } = partition;
		if (tail.from(start) > 0) return tail.read(start, limit) ?? [];
		if (backlog.from(start) > 0) return backlog.read(start, limit) ?? [];
		const records = this.read(partition, start, limit);
		// A group far behind the others would drive out what they are about to read.
		if (records.length > 0 && start >= backlog.end) backlog.extend(records);
		return records;
	}

	#partitionFor({ topic, key }: NewRecord): Partition {
		const partitions = this.#topics.get(topic);
		if (partitions === undefined) throw unknownTopic(topic);
		const number = key === null ? this.#keyless++ % partitions.length : partitionOf(Buffer.from(key), partitions.length);
		return partitions[number] as Partition;
	}

	#add(row: PartitionRow): void {
		const partition = { ...row, end: this.tables.end(row), tail: new Tail(), backlog: new Tail(), readers: new Set<Reader>() };
		const siblings = this.#topics.get(row.topic);
		if (siblings === undefined) this.#topics.set(row.topic, [partition]);
		else siblings.push(partition);
	}
}
