/** Reads a partition without a group: fetches from its leader. */
import { StoreError } from "../../../ports/errors.ts";
import type { LogRecord, Position } from "../../../ports/event-log.ts";
import { type ClusterLink, unknownTopic } from "../client/cluster.ts";
import { errorTypes } from "../client/failure-facts.ts";
import { type Cluster, cleanBatch, type FetchedPartition, findLeader, READ_COMMITTED } from "../client/kafkajs-internals.ts";
import { toLogRecord } from "../client/records.ts";

/** About the size of an order's event, so that the lag sampler's one record does not transfer a megabyte. */
const BYTES_PER_RECORD = 2_000;
const MIN_BYTES = 16 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Control records and aborted transactions may fill entire fetches; so many in a row are a faulty broker. */
const FETCHES = 10_000;

/** Up to `limit` records from `position` on. Empty at the end. Starts at the earliest when retention has passed `position`. */
export function createReader(link: ClusterLink): (position: Position, limit: number) => Promise<readonly LogRecord[]> {
	return async (position, limit) => {
		const { topic, partition } = position;
		const partitions = await link.partitionsOf(topic);
		if (!partitions.some(({ partitionId }) => partitionId === partition)) throw unknownTopic(`${topic}/${partition}`);
		const records: LogRecord[] = [];
		let next: number | undefined = position.offset;
		for (let fetches = 0; next !== undefined && records.length < limit && fetches < FETCHES; fetches += 1) {
			const from: number = next;
			const start = { topic, partition, offset: from };
			next = await link.use(`reading ${topic}/${partition}`, (cluster) => readMore(cluster, start, limit, records), [topic]);
		}
		return records;
	};
}

/** Adds the records of one fetch; returns the offset to continue from, undefined at the end. */
async function readMore(cluster: Cluster, position: Position, limit: number, records: LogRecord[]): Promise<number | undefined> {
	const { topic, partition, offset } = position;
	const fetched = await fetchFrom(cluster, position, limit - records.length);
	if (fetched === "out of range") {
		const earliest = await earliestOf(cluster, position);
		return earliest > offset ? earliest : undefined;
	}
	const batch = cleanBatch(topic, String(offset), fetched);
	for (const message of batch.messages) {
		if (records.length >= limit) return undefined;
		records.push(toLogRecord({ topic, partition }, message));
	}
	if (batch.messages.length === 0 && !batch.isEmptyDueToFiltering()) return undefined;
	return Math.max(Number(batch.lastOffset()), offset) + 1;
}

async function fetchFrom(
	cluster: Cluster,
	{ topic, partition, offset }: Position,
	wanted: number,
): Promise<FetchedPartition | "out of range"> {
	const broker = await findLeader(cluster, topic, partition);
	const maxBytes = Math.min(Math.max(wanted * BYTES_PER_RECORD, MIN_BYTES), MAX_BYTES);
	try {
		const { responses } = await broker.fetch({
			isolationLevel: READ_COMMITTED,
			maxWaitTime: 0,
			minBytes: 0,
			maxBytes,
			topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
		});
		const fetched = responses[0]?.partitions[0];
		if (fetched === undefined) throw new StoreError("UNAVAILABLE", `Kafka returned nothing for ${topic}/${partition}`);
		return fetched;
	} catch (error) {
		if (errorTypes(error).has("OFFSET_OUT_OF_RANGE")) return "out of range";
		throw error;
	}
}

async function earliestOf(cluster: Cluster, { topic, partition }: Position): Promise<number> {
	const [offsets] = await cluster.fetchTopicsOffset([{ topic, partitions: [{ partition }], fromBeginning: true }]);
	return Number(offsets?.partitions[0]?.offset ?? 0);
}
