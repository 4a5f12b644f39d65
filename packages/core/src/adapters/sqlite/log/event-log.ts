/** The event log in the embedded database, for its only writer. */
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../../../ports/clock.ts";
import type { Appended, EventLog, NewRecord } from "../../../ports/event-log.ts";
import { guarded, transaction } from "../transaction.ts";
import { createConsumer } from "./consumer.ts";
import { Groups, type StagedCommit } from "./groups.ts";
import { type Partition, Partitions, type Staged } from "./partitions.ts";
import { firstOf } from "./record-tables.ts";

/** The most records examined and removed in one transaction of retention: some milliseconds. */
const RETENTION_SLICE = 2_000;

/** What the log and the unit of work share. */
export interface LogWriter {
	readonly sql: DatabaseSync;
	readonly clock: Pick<Clock, "now">;
	readonly partitions: Partitions;
	readonly groups: Groups;
}

export function openLogWriter(sql: DatabaseSync, clock: Pick<Clock, "now">): LogWriter {
	const partitions = new Partitions(sql);
	return { sql, clock, partitions, groups: new Groups(sql, partitions) };
}

/** Makes durable records and offsets visible to readers. */
export function publish({ partitions, groups }: LogWriter, staged: Staged, commit?: StagedCommit): void {
	partitions.publish(staged);
	if (commit !== undefined) groups.publish(commit);
	if (staged.records.size > 0) groups.wake(new Set(staged.records.keys()));
}

/**
 * The log. A record's value must not be changed after it was appended: groups that keep up receive the same bytes. Offsets are
 * committed only through the unit of work.
 */
export function createSqliteEventLog(writer: LogWriter): EventLog {
	const { sql, clock, partitions, groups } = writer;

	function append(records: readonly NewRecord[]): readonly Appended[] {
		const staged = transaction(sql, () => partitions.stage(records, clock.now()));
		publish(writer, staged);
		return staged.positions;
	}

	/** Drops one slice of a partition. Returns the number of records dropped; 0 when no more may be. */
	function dropSome(partition: Partition, before: number): number {
		const needed = Math.min(groups.needed(partition), partition.earliest + RETENTION_SLICE);
		const count = needed - partition.earliest;
		if (count <= 0) return 0;
		const earliest = partitions.tables.firstSince(partition.slot, partition.earliest, count, before) ?? needed;
		if (earliest <= partition.earliest) return 0;
		const dropped = transaction(sql, () => partitions.tables.drop(partition.slot, earliest));
		partition.earliest = earliest;
		partition.recent.release(earliest);
		partition.backlog.release(earliest);
		return dropped;
	}

	return {
		async ensureTopics(topics) {
			partitions.ensure(topics);
			groups.reassignAll();
		},
		async topics() {
			return partitions.topics();
		},
		async append(records) {
			return records.length === 0 ? [] : append(records);
		},
		async read(position, limit) {
			const partition = partitions.at(position);
			return guarded(() => partitions.read(partition, position.offset, limit));
		},
		async firstSince(time, topics) {
			return guarded(() =>
				firstOf(
					partitions.tables,
					topics.flatMap((topic) => partitions.of(topic)),
					time,
				),
			);
		},
		async bounds(topics) {
			return topics.flatMap((topic) => partitions.of(topic).map(({ partition, earliest, end }) => ({ topic, partition, earliest, end })));
		},
		consumer: (options) => createConsumer(options, groups, partitions),
		async groups() {
			return groups.names();
		},
		async groupOffsets(group) {
			return groups.offsets(group);
		},
		async seek(group, positions) {
			groups.seek(group, positions);
		},
		async retain(before) {
			let dropped = 0;
			for (const partition of partitions.all()) {
				for (let some = dropSome(partition, before); some > 0; some = dropSome(partition, before)) {
					dropped += some;
					await new Promise((resolve) => setImmediate(resolve));
				}
			}
			return dropped;
		},
	};
}
