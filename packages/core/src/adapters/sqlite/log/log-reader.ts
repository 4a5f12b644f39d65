/** The event log as another connection sees it: read-only, without consumers. */
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { EventLog, TopicPartition } from "../../../ports/event-log.ts";
import { guarded } from "../transaction.ts";
import { firstOf, type PartitionRow, RecordTables, unknownTopic } from "./record-tables.ts";

const offsetRows = z.array(
	z.object({ topic: z.string(), partition: z.int(), committed: z.int().nullable(), member: z.string().nullable() }),
);
const nameRows = z.array(z.object({ grp: z.string() }));

const GROUP_OFFSETS = `
	SELECT p.topic, p.partition, o.committed, m.member
	FROM partitions p
	LEFT JOIN group_offsets o ON o.grp = ?1 AND o.slot = p.slot
	LEFT JOIN group_members m ON m.grp = ?1 AND m.slot = p.slot
	WHERE p.topic IN (
		SELECT topic FROM partitions WHERE slot IN (
			SELECT slot FROM group_offsets WHERE grp = ?1 UNION SELECT slot FROM group_members WHERE grp = ?1))
	ORDER BY p.topic, p.partition`;

/** `append`, `consumer`, `ensureTopics`, `seek` and `retain` throw: only the writer may call them. */
export function createSqliteLogReader(sql: DatabaseSync): EventLog {
	const tables = new RecordTables(sql);
	const offsets = sql.prepare(GROUP_OFFSETS);
	const names = sql.prepare("SELECT grp FROM group_offsets UNION SELECT grp FROM group_members ORDER BY grp");

	const known = new Map<string, PartitionRow>();

	/** Partitions are never removed, so known ones need no second query. */
	function partitionAt({ topic, partition }: TopicPartition): PartitionRow {
		const name = `${topic}/${partition}`;
		if (!known.has(name)) for (const row of tables.partitions()) known.set(`${row.topic}/${row.partition}`, row);
		const found = known.get(name);
		if (found === undefined) throw unknownTopic(topic);
		return found;
	}

	return {
		async topics() {
			const counts = new Map<string, number>();
			for (const { topic } of guarded(() => tables.partitions())) counts.set(topic, (counts.get(topic) ?? 0) + 1);
			return [...counts].map(([topic, partitions]) => ({ topic, partitions }));
		},
		async read(position, limit) {
			return guarded(() => {
				return tables.read(partitionAt(position), position.offset, limit);
			});
		},
		async firstSince(time, topics) {
			return guarded(() =>
				firstOf(
					tables,
					tables.partitions().filter(({ topic }) => topics.includes(topic)),
					time,
				),
			);
		},
		async bounds(topics) {
			const wanted = new Set(topics);
			return guarded(() =>
				tables
					.partitions()
					.filter(({ topic }) => wanted.has(topic))
					.map((row) => ({ topic: row.topic, partition: row.partition, earliest: row.earliest, end: tables.end(row) })),
			);
		},
		async groups() {
			return guarded(() => nameRows.parse(names.all()).map(({ grp }) => grp));
		},
		async groupOffsets(group) {
			const rows = guarded(() => offsetRows.parse(offsets.all(group)));
			return rows.map(({ topic, partition, committed, member }) => ({
				topic,
				partition,
				committed: committed ?? undefined,
				owner: member ?? undefined,
				ownership: "known",
			}));
		},
		ensureTopics: refuse,
		append: refuse,
		seek: refuse,
		retain: refuse,
		consumer: refuse,
	};
}

function refuse(): never {
	throw new Error("this log is open for reading only");
}
