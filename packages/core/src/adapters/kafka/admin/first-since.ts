/** The first records since a time, from the leaders of their partitions. */
import { StoreError } from "../../../ports/errors.ts";
import type { Appended, EventLog } from "../../../ports/event-log.ts";
import type { ClusterLink } from "../client/cluster.ts";
import { READ_COMMITTED } from "../client/kafkajs-internals.ts";
import { requestOf } from "./bounds.ts";

/** Throws StoreError UNAVAILABLE while a partition has no leader: what it holds is unknown. */
export function createFirstSince(link: ClusterLink): EventLog["firstSince"] {
	return async (time, topics) => {
		if (topics.length === 0) return [];
		return link.use(
			`reading where ${topics.join(", ")} begin at a time`,
			async (cluster) => {
				const partitions = topics.flatMap((topic) =>
					cluster.findTopicPartitionMetadata(topic).map(({ partitionId: partition, leader }) => ({ topic, partition, leader })),
				);
				const found: Appended[] = [];
				for (const [leader, led] of Map.groupBy(partitions, (each) => each.leader)) {
					if (leader < 0) throw new StoreError("UNAVAILABLE", `partitions of ${topics.join(", ")} have no leader`);
					const broker = await cluster.findBroker({ nodeId: leader });
					const { responses } = await broker.listOffsets({ isolationLevel: READ_COMMITTED, topics: requestOf(led, time) });
					for (const { topic, partitions: at } of responses) {
						for (const { partition, offset, timestamp } of at) {
							// -1: there is no such record.
							if (Number(offset) >= 0) found.push({ topic, partition, offset: Number(offset), timestamp: Number(timestamp) });
						}
					}
				}
				return found;
			},
			{ topics },
		);
	};
}
