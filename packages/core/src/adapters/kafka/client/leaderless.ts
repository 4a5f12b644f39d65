/**
 * Partitions without a leader, after all their brokers were lost. kafkajs refuses the metadata of every topic while one partition of one topic
 * has no leader, so that nothing could be read, written or created; and a member fetches nothing until the start of each of its partitions is
 * known. Here such a partition has leader -1, metadata is fetched again soon, and the members read the others.
 */
// @ts-expect-error: without types
import BrokerPool from "kafkajs/src/cluster/brokerPool.js";
// @ts-expect-error: without types
import KafkajsCluster from "kafkajs/src/cluster/index.js";
// @ts-expect-error: without types
import metadataResponse from "kafkajs/src/protocol/requests/metadata/v6/response.js";
import type { Cluster, TopicMetadata } from "./kafkajs-internals.ts";

const RETRY_MS = 1_000;
/** What kafkajs takes for an offset that it must still look up. */
const UNKNOWN_OFFSET = "-1";

interface Metadata {
	readonly topicMetadata: readonly (TopicMetadata & { readonly partitionMetadata: readonly { readonly partitionErrorCode: number }[] })[];
}
interface Pool {
	metadata?: Metadata;
	metadataExpireAt?: number;
	refreshMetadata(topics: readonly string[]): Promise<void>;
}

let installed = false;

export function acceptLeaderless(): void {
	if (installed) return;
	const pool = BrokerPool.prototype as Pool;
	const { refreshMetadata } = pool;
	const { parse } = metadataResponse as { parse(data: Metadata): Promise<Metadata> };
	const cluster = KafkajsCluster.prototype as Cluster;
	const { fetchTopicsOffset } = cluster;
	if (typeof refreshMetadata !== "function" || typeof fetchTopicsOffset !== "function" || typeof parse !== "function") {
		throw new TypeError("this kafkajs is not 2.2.4: it reads metadata elsewhere");
	}
	installed = true;
	metadataResponse.parse = (data: Metadata) => parse(withoutErrors(data));
	pool.refreshMetadata = async function (this: Pool, topics) {
		await refreshMetadata.call(this, topics);
		if (this.metadata !== undefined && hasLeaderless(this.metadata)) this.metadataExpireAt = Date.now() + RETRY_MS;
	};
	cluster.fetchTopicsOffset = async function (this: Cluster, topics) {
		const isLed = (topic: string, partition: number) =>
			this.findTopicPartitionMetadata(topic).some(({ partitionId, leader }) => partitionId === partition && leader >= 0);
		const led = topics.map((each) => ({ ...each, partitions: each.partitions.filter(({ partition }) => isLed(each.topic, partition)) }));
		const known = await fetchTopicsOffset.call(this, led);
		return topics.map(({ topic, partitions }) => {
			const offsets = known.find((each) => each.topic === topic)?.partitions ?? [];
			const others = partitions.filter(({ partition }) => offsets.every((each) => each.partition !== partition));
			return { topic, partitions: [...offsets, ...others.map(({ partition }) => ({ partition, offset: UNKNOWN_OFFSET }))] };
		});
	};
}

/** A partition's error does not concern the others, nor itself where it has a leader. */
function withoutErrors(data: Metadata): Metadata {
	return {
		...data,
		topicMetadata: data.topicMetadata.map((topic) => ({
			...topic,
			partitionMetadata: topic.partitionMetadata.map((partition) => ({ ...partition, partitionErrorCode: 0 })),
		})),
	};
}

function hasLeaderless({ topicMetadata }: Metadata): boolean {
	return topicMetadata.some(({ partitionMetadata }) => partitionMetadata.some(({ leader }) => leader < 0));
}
