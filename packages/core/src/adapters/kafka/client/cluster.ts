/** One connection to the cluster, made when it is needed and made anew when it fails; and what it knows of the topics. */
import { setTimeout as sleep } from "node:timers/promises";
import { withDeadline } from "../../../async/deadline.ts";
import { StoreError } from "../../../ports/errors.ts";
import { createClient, type KafkaContext } from "./connection.ts";
import { errorTypes, KafkaRefused, kafkaFailure } from "./failures.ts";
import { type Cluster, createCluster, type PartitionMetadata } from "./kafkajs-internals.ts";
import { RequestTimeout, withRequestTimeout } from "./request-timeout.ts";

/** Leadership moves, coordinators load: over within a second or so. */
const MOVING = new Set([
	"NOT_LEADER_FOR_PARTITION",
	"LEADER_NOT_AVAILABLE",
	"FENCED_LEADER_EPOCH",
	"UNKNOWN_LEADER_EPOCH",
	"REPLICA_NOT_AVAILABLE",
	"NOT_COORDINATOR_FOR_GROUP",
	"GROUP_COORDINATOR_NOT_AVAILABLE",
	"GROUP_LOAD_IN_PROGRESS",
	"NOT_CONTROLLER",
]);
const TRIES = 5;
const PAUSE_MS = 200;

export interface ClusterLink extends AsyncDisposable {
	/**
	 * Runs `act` on a connected cluster that knows the leaders of `topics`, again after a leader or a connection was lost. Throws KafkaFailure;
	 * `doing` says what was tried.
	 */
	use<T>(doing: string, act: (cluster: Cluster) => Promise<T>, topics?: readonly string[]): Promise<T>;
	/** The partitions of a topic. Throws StoreError UNKNOWN_TOPIC. */
	partitionsOf(topic: string): Promise<readonly PartitionMetadata[]>;
}

export function createClusterLink(context: KafkaContext): ClusterLink {
	const { brokers } = context.options;
	let current: Cluster | undefined;
	let closed = false;

	/** What has failed is not used again: kafkajs' pool may have lost its last way back to the brokers. */
	function discard(cluster: Cluster): void {
		if (current === cluster) current = undefined;
		cluster
			.disconnect()
			.catch((error) => context.report({ level: "warn", message: kafkaFailure(error, { doing: "disconnecting", brokers }).message }));
	}

	async function connectAndAct<T>(cluster: Cluster, act: (cluster: Cluster) => Promise<T>, topics: readonly string[]): Promise<T> {
		await cluster.connect();
		if (topics.length > 0) {
			await cluster.addMultipleTargetTopics(topics);
			await cluster.refreshMetadataIfNecessary();
		}
		return act(cluster);
	}

	async function attempt<T>(doing: string, act: (cluster: Cluster) => Promise<T>, topics: readonly string[]): Promise<T> {
		if (closed) throw new StoreError("UNAVAILABLE", "the log is closed");
		current ??= createCluster(createClient(context));
		const cluster = current;
		try {
			return await withRequestTimeout(context.settings.silenceMs, doing, connectAndAct(cluster, act, topics));
		} catch (error) {
			const types = errorTypes(error);
			// One topic that is gone fails the refresh of all that were ever asked for: forget them, they are asked for again.
			if (types.has("UNKNOWN_TOPIC_OR_PARTITION")) cluster.targetTopics.clear();
			else if ([...types].some((type) => MOVING.has(type))) await cluster.refreshMetadata().catch(() => discard(cluster));
			else if (error instanceof RequestTimeout || (types.size === 0 && !(error instanceof StoreError))) discard(cluster);
			throw error;
		}
	}

	async function use<T>(doing: string, act: (cluster: Cluster) => Promise<T>, topics: readonly string[] = []): Promise<T> {
		for (let tried = 1; ; tried += 1) {
			try {
				return await attempt(doing, act, topics);
			} catch (error) {
				const moving = [...errorTypes(error)].some((type) => MOVING.has(type));
				const failure = kafkaFailure(error, { doing, brokers });
				// A lost connection is tried once more, on another broker; a cluster that is away is for the caller to wait for.
				if (failure instanceof KafkaRefused || tried >= (moving ? TRIES : 2)) throw failure;
			}
			await sleep(PAUSE_MS);
		}
	}

	return {
		use,
		async partitionsOf(topic) {
			const partitions = await use(`looking up topic ${topic}`, async (cluster) => cluster.findTopicPartitionMetadata(topic), [topic]);
			if (partitions.length === 0) throw unknownTopic(topic);
			return partitions;
		},
		async [Symbol.asyncDispose]() {
			closed = true;
			const disconnected = current?.disconnect().catch(() => undefined);
			current = undefined;
			if (disconnected !== undefined) await withDeadline(disconnected, context.settings.closeMs, () => undefined);
		},
	};
}

export function unknownTopic(topic: string): StoreError {
	return new StoreError("UNKNOWN_TOPIC", `Kafka has no topic ${topic}, or does not show it to CONFLUENT_API_KEY`);
}
