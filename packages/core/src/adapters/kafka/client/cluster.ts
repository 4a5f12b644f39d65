/** One connection to the cluster, opened with its first use and replaced when it fails; and its metadata of the topics. */
import { setTimeout as sleep } from "node:timers/promises";
import { withDeadline } from "../../../async/deadline.ts";
import { OperatorRefusal, StoreError } from "../../../ports/errors.ts";
import { createClient, type KafkaContext } from "./connection.ts";
import { errorTypes, isMoving } from "./failure-facts.ts";
import { kafkaFailure } from "./failures.ts";
import { type Cluster, createCluster, type PartitionMetadata } from "./kafkajs-internals.ts";
import { RequestTimeout, withRequestTimeout } from "./request-timeout.ts";

const TRIES_WHILE_MOVING = 5;
const TRIES = 2;
const PAUSE_MS = 200;

export interface UseLimits {
	/** Whose leaders must be known; none unless given. */
	readonly topics?: readonly string[];
	/** After this long without a response a connection is replaced, in ms; `silenceMs` unless given. */
	readonly timeoutMs?: number;
}

export interface ClusterLink extends AsyncDisposable {
	/**
	 * Runs `act` on a connected cluster that knows the leaders of `topics`, again after a leader or a connection was lost. Throws KafkaFailure,
	 * whose message contains `doing`.
	 */
	use<T>(doing: string, act: (cluster: Cluster) => Promise<T>, limits?: UseLimits): Promise<T>;
	/** The partitions of a topic. Throws StoreError UNKNOWN_TOPIC. */
	partitionsOf(topic: string, limits?: Pick<UseLimits, "timeoutMs">): Promise<readonly PartitionMetadata[]>;
	/** Whether any broker knows the topic: one that has just restarted may not yet. Throws KafkaFailure when that cannot be determined. */
	isKnown(topic: string, limits?: Pick<UseLimits, "timeoutMs">): Promise<boolean>;
}

export function createClusterLink(context: KafkaContext): ClusterLink {
	const { brokers } = context.options;
	let current: Cluster | undefined;
	let closed = false;

	/** A cluster that has failed is not used again: kafkajs' pool may have lost its last address of a broker. */
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

	async function attempt<T>(
		doing: string,
		act: (cluster: Cluster) => Promise<T>,
		{ topics = [], timeoutMs = context.settings.silenceMs }: UseLimits,
	): Promise<T> {
		if (closed) throw new StoreError("UNAVAILABLE", "the log is closed");
		current ??= createCluster(createClient(context), context.settings.metadataMs);
		const cluster = current;
		try {
			return await withRequestTimeout(timeoutMs, doing, connectAndAct(cluster, act, topics));
		} catch (error) {
			const types = errorTypes(error);
			// One missing topic fails the refresh of all that were ever requested: drop them, they are requested again.
			if (types.has("UNKNOWN_TOPIC_OR_PARTITION")) cluster.targetTopics.clear();
			else if (isMoving(error)) await cluster.refreshMetadata().catch(() => discard(cluster));
			else if (error instanceof RequestTimeout || (types.size === 0 && !(error instanceof StoreError))) discard(cluster);
			throw error;
		}
	}

	async function use<T>(doing: string, act: (cluster: Cluster) => Promise<T>, limits: UseLimits = {}): Promise<T> {
		for (let tried = 1; ; tried += 1) {
			try {
				return await attempt(doing, act, limits);
			} catch (error) {
				const failure = kafkaFailure(error, { doing, brokers });
				// A lost connection is tried once more, on another broker; waiting for an unavailable cluster is up to the caller.
				if (failure instanceof OperatorRefusal || tried >= (isMoving(error) ? TRIES_WHILE_MOVING : TRIES)) throw failure;
			}
			await sleep(PAUSE_MS);
		}
	}

	return {
		use,
		async partitionsOf(topic, limits) {
			const metadata = async (cluster: Cluster) => cluster.findTopicPartitionMetadata(topic);
			const partitions = await use(`looking up topic ${topic}`, metadata, { ...limits, topics: [topic] });
			if (partitions.length === 0) throw unknownTopic(topic);
			return partitions;
		},
		isKnown: (topic, limits) => use(`looking up topic ${topic} on all brokers`, (cluster) => isKnownToAny(cluster, topic), limits),
		async [Symbol.asyncDispose]() {
			closed = true;
			const disconnected = current?.disconnect().catch(() => undefined);
			current = undefined;
			if (disconnected !== undefined) await withDeadline(disconnected, context.settings.closeMs, () => undefined);
		},
	};
}

async function isKnownToAny(cluster: Cluster, topic: string): Promise<boolean> {
	await cluster.refreshMetadata();
	const asked = cluster.getNodeIds().map(async (nodeId) => (await cluster.findBroker({ nodeId })).metadata([topic]));
	const outcomes: unknown[] = await Promise.any(asked).then(
		() => [],
		({ errors }: AggregateError) => errors,
	);
	// A topic whose leaders are moving is known.
	const unsure = outcomes.find((error) => !errorTypes(error).has("UNKNOWN_TOPIC_OR_PARTITION") && !isMoving(error));
	if (unsure !== undefined) throw unsure;
	return outcomes.length === 0 || outcomes.some(isMoving);
}

export function unknownTopic(topic: string): StoreError {
	return new StoreError("UNKNOWN_TOPIC", `Kafka has no topic ${topic}, or does not show it to CONFLUENT_API_KEY`);
}
