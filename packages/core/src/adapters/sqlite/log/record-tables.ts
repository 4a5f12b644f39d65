/** The records of the log: one table per partition, with the offset as its key. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { z } from "zod";
import { AppendRefused, StoreError } from "../../../ports/errors.ts";
import type { Appended, LogRecord, NewRecord } from "../../../ports/event-log.ts";
import { headersIn, headersText } from "./record-headers.ts";

/** A partition as stored. `slot` names its table. */
export interface PartitionRow {
	readonly slot: number;
	readonly topic: string;
	readonly partition: number;
	/** Offset of the first record not removed by retention. */
	readonly earliest: number;
}

interface Statements {
	readonly insert: StatementSync;
	readonly read: StatementSync;
	readonly last: StatementSync;
	readonly firstSince: StatementSync;
	readonly drop: StatementSync;
}

/** A read stops here even below its limit, so that large values do not fill the memory. */
const READ_BYTES = 8 * 1024 * 1024;

const partitionRows = z.array(z.object({ slot: z.int(), topic: z.string(), partition: z.int(), earliest: z.int() }));

/** Only this class writes these tables, so rows are read as they were bound, without a schema. */
export class RecordTables {
	readonly #sql: DatabaseSync;
	readonly #statements = new Map<number, Statements>();

	constructor(sql: DatabaseSync) {
		this.#sql = sql;
	}

	/** All partitions, by topic and number. */
	partitions(): PartitionRow[] {
		return partitionRows.parse(
			this.#sql.prepare("SELECT slot, topic, partition, earliest FROM partitions ORDER BY topic, partition").all(),
		);
	}

	/** A new partition; part of the caller's transaction. */
	create(topic: string, partition: number): PartitionRow {
		const { lastInsertRowid } = this.#sql
			.prepare("INSERT INTO partitions (topic, partition, earliest) VALUES (?, ?, 0)")
			.run(topic, partition);
		const slot = Number(lastInsertRowid);
		this.#sql.exec(
			`CREATE TABLE records_${slot} (position INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT, headers TEXT NOT NULL, value BLOB) STRICT`,
		);
		return { slot, topic, partition, earliest: 0 };
	}

	/** The offset after the last record. */
	end({ slot, earliest }: PartitionRow): number {
		const last = this.#of(slot).last.get()?.last;
		return typeof last === "number" ? Math.max(last + 1, earliest) : earliest;
	}

	insert(slot: number, offset: number, at: number, { key, headers, value }: NewRecord): void {
		this.#of(slot).insert.run(offset, at, key, headersText(headers, key), value);
	}

	/** Up to `limit` records from `from` on, fewer when they are large; at least one where there is one. */
	read({ slot, topic, partition }: PartitionRow, from: number, limit: number): LogRecord[] {
		const records: LogRecord[] = [];
		let bytes = 0;
		for (const row of this.#of(slot).read.iterate(from, limit)) {
			const { position, at, key, headers, value } = row as unknown as StoredRecord;
			records.push({ topic, key, value, headers: headersIn(headers, key), partition, offset: position, timestamp: at });
			bytes += value?.byteLength ?? 0;
			if (bytes > READ_BYTES) break;
		}
		return records;
	}

	/** Of `count` records from `from` on: the offset of the first that is not older than `before`; undefined when all are. */
	firstSince(slot: number, from: number, count: number, before: number): number | undefined {
		const found = this.#of(slot).firstSince.get(from, from + count, before)?.position;
		return typeof found === "number" ? found : undefined;
	}

	/**
	 * The first record that is not older than `time`, ms since the epoch. Found by halving: records are in the order in which they were accepted,
	 * except where the clock was set back.
	 */
	firstAt(row: PartitionRow, time: number): { readonly offset: number; readonly timestamp: number } | undefined {
		const timeOf = (offset: number) => this.read(row, offset, 1)[0]?.timestamp ?? Number.POSITIVE_INFINITY;
		let [low, high] = [row.earliest, this.end(row)];
		const end = high;
		while (low < high) {
			const middle = Math.floor((low + high) / 2);
			if (timeOf(middle) < time) low = middle + 1;
			else high = middle;
		}
		return low < end ? { offset: low, timestamp: timeOf(low) } : undefined;
	}

	/** Removes the records below `earliest`; part of the caller's transaction. Returns how many there were. */
	drop(slot: number, earliest: number): number {
		this.#sql.prepare("UPDATE partitions SET earliest = ? WHERE slot = ?").run(earliest, slot);
		return Number(this.#of(slot).drop.run(earliest).changes);
	}

	#of(slot: number): Statements {
		const known = this.#statements.get(slot);
		if (known !== undefined) return known;
		const table = `records_${slot}`;
		const statements = {
			insert: this.#sql.prepare(`INSERT INTO ${table} (position, at, key, headers, value) VALUES (?, ?, ?, ?, ?)`),
			read: this.#sql.prepare(`SELECT position, at, key, headers, value FROM ${table} WHERE position >= ? ORDER BY position LIMIT ?`),
			last: this.#sql.prepare(`SELECT max(position) AS last FROM ${table}`),
			firstSince: this.#sql.prepare(
				`SELECT position FROM ${table} WHERE position >= ? AND position < ? AND at >= ? ORDER BY position LIMIT 1`,
			),
			drop: this.#sql.prepare(`DELETE FROM ${table} WHERE position < ?`),
		};
		this.#statements.set(slot, statements);
		return statements;
	}
}

/** The first record of each partition that is not older than `time`. */
export function firstOf(tables: RecordTables, rows: readonly PartitionRow[], time: number): Appended[] {
	return rows.flatMap((row) => {
		const first = tables.firstAt(row, time);
		return first === undefined ? [] : [{ topic: row.topic, partition: row.partition, ...first }];
	});
}

interface StoredRecord {
	readonly position: number;
	readonly at: number;
	readonly key: string | null;
	readonly headers: string;
	readonly value: Uint8Array | null;
}

export function unknownTopic(topic: string): StoreError {
	return new StoreError("UNKNOWN_TOPIC", missing(topic));
}

/** Topics are never created by an append, so retrying it does not help. */
export function appendToUnknownTopic(topic: string): AppendRefused {
	return new AppendRefused("UNKNOWN_TOPIC", missing(topic));
}

function missing(topic: string): string {
	return `there is no topic ${topic}`;
}
