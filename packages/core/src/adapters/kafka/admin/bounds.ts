/** The bounds of partitions, from their leaders. */
import { StoreError } from "../../../ports/errors.ts";
import type { Bounds, EventLog, TopicPartition } from "../../../ports/event-log.ts";
import type { ClusterLink } from "../client/cluster.ts";
import { type Cluster, EARLIEST, LATEST, READ_COMMITTED, READ_UNCOMMITTED } from "../client/kafkajs-internals.ts";

type Requested = Parameters<Awaited<ReturnType<Cluster["findBroker"]>>["listOffsets"]>[0];

/** Without topics that do not exist, and without partitions whose leader cannot be reached, unless that is so for all of them. */
export function createBounds(link: ClusterLink): EventLog["bounds"] {
	return async function bounds(topics) {
		if (topics.length === 0) return [];
		const doing = `reading the bounds of ${topics.join(", ")}`;
		try {
			return await link.use(doing, (cluster) => boundsOf(cluster, topics, "all"), { topics });
		} catch (error) {
			if (!(error instanceof StoreError)) throw error;
			if (error.code === "UNAVAILABLE") return link.use(doing, (cluster) => boundsOf(cluster, topics, "reachable"), { topics });
		}
		if (topics.length === 1) return [];
		const each: Bounds[] = [];
		for (const topic of topics) each.push(...(await bounds([topic])));
		return each;
	};
}

async function boundsOf(cluster: Cluster, topics: readonly string[], which: "all" | "reachable"): Promise<Bounds[]> {
	const partitions = topics.flatMap((topic) =>
		cluster.findTopicPartitionMetadata(topic).map(({ partitionId: partition, leader }) => ({ topic, partition, leader })),
	);
	const byLeader = Map.groupBy(
		partitions.filter(({ leader }) => leader >= 0),
		({ leader }) => leader,
	);
	const read = await Promise.allSettled([...byLeader].map(([leader, led]) => boundsAt(cluster, leader, led)));
	const failed = read.find((outcome) => outcome.status === "rejected");
	const known = read.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
	if (failed !== undefined && (which === "all" || known.length === 0)) throw failed.reason;
	return known;
}

async function boundsAt(cluster: Cluster, leader: number, partitions: readonly TopicPartition[]): Promise<Bounds[]> {
	const broker = await cluster.findBroker({ nodeId: leader });
	const offsetsAt = async (timestamp: number, isolationLevel: number) => {
		const { responses } = await broker.listOffsets({ isolationLevel, topics: requestOf(partitions, timestamp) });
		return new Map(responses.flatMap(({ topic, partitions: at }) => at.map((each) => [`${topic}/${each.partition}`, Number(each.offset)])));
	};
	const earliest = await offsetsAt(EARLIEST, READ_COMMITTED);
	// Before the stable ones: if it is after them all the same, a transaction is open.
	const latest = await offsetsAt(LATEST, READ_UNCOMMITTED);
	const stable = await offsetsAt(LATEST, READ_COMMITTED);
	return partitions.map(({ topic, partition }) => {
		const [from, highWatermark, end] = [earliest, latest, stable].map((offsets) => offsets.get(`${topic}/${partition}`));
		if (from === undefined || end === undefined || highWatermark === undefined) {
			throw new StoreError("UNAVAILABLE", `Kafka returned nothing for ${topic}/${partition}`);
		}
		return { topic, partition, earliest: from, end, ...(highWatermark > end ? { highWatermark } : {}) };
	});
}

export function requestOf(partitions: readonly TopicPartition[], timestamp: number): Requested["topics"] {
	return [...Map.groupBy(partitions, ({ topic }) => topic)].map(([topic, of]) => ({
		topic,
		partitions: of.map(({ partition }) => ({ partition, timestamp })),
	}));
}
