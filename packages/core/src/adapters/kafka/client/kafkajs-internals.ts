/**
 * The parts of kafkajs without a public interface. It offers no fetch without a group, no commit for a group without members, and no metadata
 * with leaders that can be refreshed; its internal cluster class has all three. The version is pinned, and only this folder uses them.
 */
import type { Kafka } from "kafkajs";
// @ts-expect-error: without types
import RequestQueue from "kafkajs/src/network/requestQueue/index.js";
import type { FetchedPartition } from "./fetch-response.ts";

export interface PartitionMetadata {
	readonly partitionId: number;
	/** -1 while there is none. */
	readonly leader: number;
}
export interface TopicMetadata {
	readonly topic: string;
	readonly isInternal?: boolean;
	readonly partitionMetadata: readonly PartitionMetadata[];
}

export interface DescribedGroup {
	/** Such as `Stable`, `Empty` or `PreparingRebalance`. */
	readonly state: string;
	readonly members: readonly {
		readonly memberId: string;
		readonly clientId: string;
		readonly memberMetadata: Buffer;
		readonly memberAssignment: Buffer;
	}[];
}

export interface Broker {
	fetch(request: {
		readonly isolationLevel: number;
		readonly maxWaitTime: number;
		readonly minBytes: number;
		readonly maxBytes: number;
		readonly topics: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number; readonly fetchOffset: string; readonly maxBytes: number }[];
		}[];
	}): Promise<{ readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[] }>;
	/** Fails where one of the partitions has an error. */
	listOffsets(request: {
		readonly isolationLevel: number;
		readonly topics: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
		}[];
	}): Promise<{
		readonly responses: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number; readonly offset: string; readonly timestamp?: string }[];
		}[];
	}>;
	metadata(topics: readonly string[]): Promise<{ readonly topicMetadata: readonly TopicMetadata[] }>;
	createTopics(request: {
		readonly topics: readonly {
			readonly topic: string;
			readonly numPartitions: number;
			readonly replicationFactor: number;
			readonly configEntries: readonly { readonly name: string; readonly value: string }[];
		}[];
		readonly validateOnly: boolean;
		readonly timeout: number;
	}): Promise<unknown>;
	/** The groups that this broker coordinates. */
	listGroups(): Promise<{ readonly groups: readonly { readonly groupId: string }[] }>;
	describeGroups(of: { readonly groupIds: readonly string[] }): Promise<{ readonly groups: readonly DescribedGroup[] }>;
	leaveGroup(member: { readonly groupId: string; readonly memberId: string }): Promise<unknown>;
	/** No topics: all those in which the group has committed. */
	offsetFetch(request: { readonly groupId: string; readonly topics: readonly [] }): Promise<{
		readonly responses: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
		}[];
	}>;
	/** A group without members accepts offsets with no member id and generation -1. */
	offsetCommit(request: {
		readonly groupId: string;
		readonly memberId: string;
		readonly groupGenerationId: number;
		readonly topics: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
		}[];
	}): Promise<unknown>;
}

export interface Cluster {
	readonly targetTopics: Set<string>;
	connect(): Promise<void>;
	disconnect(): Promise<void>;
	/** Rejects with UNKNOWN_TOPIC_OR_PARTITION when one is missing. */
	addMultipleTargetTopics(topics: readonly string[]): Promise<void>;
	refreshMetadata(): Promise<void>;
	/** When it is older than `metadataMaxAge`: partitions are added, leaders change. */
	refreshMetadataIfNecessary(): Promise<void>;
	/** Of all topics that the client may describe. */
	metadata(): Promise<{ readonly topicMetadata: readonly TopicMetadata[] }>;
	findTopicPartitionMetadata(topic: string): readonly PartitionMetadata[];
	getNodeIds(): readonly string[];
	findBroker(of: { readonly nodeId: string | number }): Promise<Broker>;
	findControllerBroker(): Promise<Broker>;
	findGroupCoordinator(of: { readonly groupId: string }): Promise<Broker>;
	fetchTopicsOffset(
		topics: readonly {
			readonly topic: string;
			readonly partitions: readonly { readonly partition: number }[];
			readonly fromBeginning: boolean;
		}[],
	): Promise<
		readonly { readonly topic: string; readonly partitions: readonly { readonly partition: number; readonly offset: string }[] }[]
	>;
}

interface QueueOfRequests {
	readonly pending: readonly unknown[];
	scheduleCheckPendingRequests(): void;
}
const queueOfRequests = RequestQueue.prototype as QueueOfRequests;
const { scheduleCheckPendingRequests } = queueOfRequests;

/**
 * Stops the polling of idle connections. kafkajs checks every millisecond, on each connection and without end, whether a request waits for the
 * end of a throttling, also when none does (#1704): that was most of the load of an idle daemon.
 */
export function stopIdlePolling(): void {
	if (typeof scheduleCheckPendingRequests !== "function") throw new TypeError("this kafkajs is not 2.2.4: its requests wait elsewhere");
	queueOfRequests.scheduleCheckPendingRequests = function (this: QueueOfRequests) {
		if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
	};
}

/** Includes everything up to the high watermark. */
export const READ_UNCOMMITTED = 0;
/** Excludes what a transaction has not committed. */
export const READ_COMMITTED = 1;

/** The `timestamp`s of a request for offsets. */
export const LATEST = -1;
export const EARLIEST = -2;

/** A cluster with the client's own settings, not connected. Its ends are last stable offsets. */
export function createCluster(kafka: Kafka, metadataMaxAge: number): Cluster {
	const key = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === "private:Kafka:createCluster");
	const create: unknown = key === undefined ? undefined : Reflect.get(kafka, key);
	if (typeof create !== "function") throw new TypeError("this kafkajs is not 2.2.4: it has no createCluster");
	return create({ metadataMaxAge, allowAutoTopicCreation: false, isolationLevel: READ_COMMITTED }) as Cluster;
}

/** The broker that leads the partition. Throws as Kafka does where there is none: LEADER_NOT_AVAILABLE. */
export async function findLeader(cluster: Cluster, topic: string, partition: number): Promise<Broker> {
	const leader = cluster.findTopicPartitionMetadata(topic).find(({ partitionId }) => partitionId === partition)?.leader;
	if (leader === undefined || leader < 0) {
		throw Object.assign(new Error(`${topic}/${partition} has no leader`), { type: "LEADER_NOT_AVAILABLE" });
	}
	return cluster.findBroker({ nodeId: leader });
}
