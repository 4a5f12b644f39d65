/** The partitions as their only writer knows them: the next offset of each is in memory, and so are its newest records. */
import type { DatabaseSync } from "node:sqlite";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Appended, LogRecord, NewRecord, TopicPartition } from "../../../ports/event-log.ts";
import { missingTopics } from "../../topic-names.ts";
import { transaction } from "../transaction.ts";
import { RecordCache } from "./record-cache.ts";
import { appendToUnknownTopic, type PartitionRow, RecordTables, unknownTopic } from "./record-tables.ts";

/** A group's reading position in a partition. */
export interface Reader {
	readonly position: number;
}

export interface Partition extends PartitionRow {
	earliest: number;
	/** Offset of the next record. */
	end: number;
	/** The newest records, kept until every group that reads here has read them. */
	readonly recent: RecordCache;
	/** The records read from the file last: groups that work through a backlog together read and decode them once. */
	readonly backlog: RecordCache;
	/** The groups that read here now. */
	readonly readers: Set<Reader>;
}

/** Records inserted by the current transaction and not yet visible to readers. */
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

	/** Creates the topics that are missing. Throws TopicRefused. */
	ensure(topics: readonly { topic: string; partitions: number }[]): void {
		const missing = missingTopics(topics, this.#topics.keys());
		if (missing.length === 0) return;
		const rows = transaction(this.#sql, () =>
			missing.flatMap(({ topic, partitions }) => Array.from({ length: partitions }, (_, at) => this.tables.create(topic, at))),
		);
		for (const row of rows) this.#add(row);
	}

	/** Inserts the records; part of the caller's transaction. The result is published after the commit, or dropped. */
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
			// Without readers nothing is cached: a group that joins later reads the file.
			if (partition.readers.size > 0) for (const record of added) partition.recent.push(record);
		}
	}

	read(partition: Partition, from: number, limit: number): LogRecord[] {
		const start = Math.max(from, partition.earliest);
		if (start >= partition.end) return [];
		return partition.recent.read(start, limit) ?? this.tables.read(partition, start, limit);
	}

	/** How many records from `from` on are in memory. */
	inMemory(partition: Partition, from: number): number {
		const start = Math.max(from, partition.earliest);
		return partition.recent.from(start) || partition.backlog.from(start);
	}

	/** As `read`, for a group: what it reads from the file is cached for the groups behind it. */
	deliver(partition: Partition, from: number, limit: number): LogRecord[] {
		const start = Math.max(from, partition.earliest);
		const { recent, backlog } = partition;
		if (recent.from(start) > 0) return recent.read(start, limit) ?? [];
		if (backlog.from(start) > 0) return backlog.read(start, limit) ?? [];
		const records = this.read(partition, start, limit);
		// A group far behind the others must not evict what they are about to read.
		if (records.length > 0 && start >= backlog.end) backlog.extend(records);
		return records;
	}

	#partitionFor({ topic, key }: NewRecord): Partition {
		const partitions = this.#topics.get(topic);
		if (partitions === undefined) throw appendToUnknownTopic(topic);
		const number = key === null ? this.#keyless++ % partitions.length : partitionOf(Buffer.from(key), partitions.length);
		return partitions[number] as Partition;
	}

	#add(row: PartitionRow): void {
		const partition = {
			...row,
			end: this.tables.end(row),
			recent: new RecordCache(),
			backlog: new RecordCache(),
			readers: new Set<Reader>(),
		};
		const siblings = this.#topics.get(row.topic);
		if (siblings === undefined) this.#topics.set(row.topic, [partition]);
		else siblings.push(partition);
	}
}
