/** Reading one record of the log, and those around it. */
import { AppError } from "@orderdeck/contracts/errors";
import { instantOf } from "@orderdeck/contracts/instant";
import type { RecordsApi } from "@orderdeck/contracts/records/api";
import { isoOf } from "@orderdeck/core/domain/instant";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { Bounds, EventLog, LogRecord, Position, TopicPartition } from "@orderdeck/core/ports/event-log";
import { type GroupPosition, recordViewOf } from "@orderdeck/core/wire/record-view";
import type { ApiDeps } from "./deps.ts";
import { boundsOf, heldWords, missingRecord, readFrom } from "./log-places.ts";

interface RecordReadDeps {
	readonly log: Pick<EventLog, "read" | "bounds" | "firstSince">;
	readonly lag: Pick<ApiDeps["lag"], "latest">;
}

/** The record and those after it. */
const READ = 3;
/** How far back the record before it is searched, in offsets: some offsets have no record (markers of transactions, what was compacted). */
const STEPS_BACK = [4, 64, 1_024];

export function recordReads({ log, lag }: RecordReadDeps): RecordsApi {
	return {
		async getRecord(position) {
			const bounds = await boundsOf(log, position);
			const [record, ...after] = await readFrom(log, position, READ);
			if (record?.offset !== position.offset) throw missingRecord(position, bounds);
			const before = await recordsBefore(log, position, bounds.earliest);
			return recordViewOf(record, { before, after, range: rangeOf(bounds), groups: groupsAt(lag, position) });
		},
		async firstRecordSince({ topic, partition, since }) {
			const bounds = await boundsOf(log, { topic, partition });
			const found = (await log.firstSince(instantOf(since), [topic])).find((first) => first.partition === partition);
			if (found !== undefined) return { topic, partition, offset: found.offset, timestamp: isoOf(found.timestamp) };
			throw new AppError("NOT_FOUND", `There is no record in ${topic}/${partition} of ${since} or later: ${heldWords(bounds)}.`);
		},
	};
}

function rangeOf({ earliest, end }: Bounds) {
	return { earliest, end };
}

/** The last records before it; none where they cannot be read, or only offsets without a record are within reach. */
async function recordsBefore(log: Pick<EventLog, "read">, position: Position, earliest: number): Promise<readonly LogRecord[]> {
	for (const steps of STEPS_BACK) {
		const offset = Math.max(earliest, position.offset - steps);
		if (offset >= position.offset) return [];
		try {
			const read = await log.read({ ...position, offset }, position.offset - offset);
			const before = read.filter((record) => record.offset < position.offset);
			if (before.length > 0 || offset === earliest) return before;
		} catch (error) {
			if (!(error instanceof UnreadableRecord)) throw error;
			return [];
		}
	}
	return [];
}

/** The groups that read the partition, as they were last sampled. */
function groupsAt(lag: Pick<ApiDeps["lag"], "latest">, { topic, partition }: TopicPartition): GroupPosition[] {
	return (lag.latest()?.groups ?? []).flatMap(({ group, paused, partitions }) =>
		partitions.flatMap((each) =>
			each.topic === topic && each.partition === partition ? [{ group, paused: paused !== null, committed: each.committed }] : [],
		),
	);
}
