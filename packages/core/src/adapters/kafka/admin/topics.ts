/** Topics: listed, and created where they are missing. */
import { setTimeout as sleep } from "node:timers/promises";
import { StoreError, TopicRefused } from "../../../ports/errors.ts";
import type { EventLog } from "../../../ports/event-log.ts";
import { missingTopics } from "../../topic-names.ts";
import type { ClusterLink } from "../client/cluster.ts";
import { errorTypes, failuresByTopic } from "../client/failure-facts.ts";
import { KafkaRefused } from "../client/failures.ts";
import type { Cluster } from "../client/kafkajs-internals.ts";

type Wanted = Parameters<EventLog["ensureTopics"]>[0];

/** A dead letter is larger than its record; this is the maximum of Confluent's smaller clusters. */
const DEAD_LETTERS = { suffix: ".dlq", config: { name: "max.message.bytes", value: String(8 * 1024 * 1024) } } as const;
const CREATE_MS = 15_000;
const POLL_MS = 50;

/** A missing topic is created with the cluster's default replication. Throws KafkaRefused where the right to create it is missing. */
export function createTopicAdmin(link: ClusterLink): Pick<EventLog, "ensureTopics" | "topics"> {
	return {
		async ensureTopics(wanted) {
			const { topicMetadata } = await link.use("looking for topics", (cluster) => cluster.metadata());
			const missing = missingTopics(
				wanted,
				topicMetadata.map(({ topic }) => topic),
			);
			if (missing.length === 0) return;
			const names = missing.map(({ topic }) => topic);
			await link.use(`creating ${names.join(", ")}`, (cluster) => createMissing(cluster, missing));
			await link.use(`waiting for ${names.join(", ")}`, (cluster) => untilKnown(cluster, names));
		},
		async topics() {
			const { topicMetadata } = await link.use("listing topics", (cluster) => cluster.metadata());
			return topicMetadata
				.filter(({ isInternal }) => isInternal !== true)
				.map(({ topic, partitionMetadata }) => ({ topic, partitions: partitionMetadata.length }));
		},
	};
}

async function createMissing(cluster: Cluster, missing: Wanted): Promise<void> {
	await cluster.refreshMetadata();
	const controller = await cluster.findControllerBroker();
	const topics = missing.map(({ topic, partitions }) => ({
		topic,
		numPartitions: partitions,
		// The cluster's default.
		replicationFactor: -1,
		configEntries: topic.endsWith(DEAD_LETTERS.suffix) ? [DEAD_LETTERS.config] : [],
	}));
	try {
		await controller.createTopics({ topics, validateOnly: false, timeout: CREATE_MS });
	} catch (error) {
		const failures = failuresByTopic(error).filter((each) => !errorTypes(each.error).has("TOPIC_ALREADY_EXISTS"));
		if (failures.length === 0) return;
		throw refusedName(failures) ?? refusedToCreate(failures, missing, error) ?? failures[0]?.error;
	}
}

/** A topic that this user may not see can collide, too. */
function refusedName(failures: ReturnType<typeof failuresByTopic>): TopicRefused | undefined {
	const invalid = failures.find(({ error }) => errorTypes(error).has("INVALID_TOPIC_EXCEPTION"));
	if (invalid === undefined) return undefined;
	return new TopicRefused(invalid.topic ?? "", "a name that Kafka allows beside the other topics", { cause: invalid.error });
}

function refusedToCreate(failures: ReturnType<typeof failuresByTopic>, missing: Wanted, cause: unknown): KafkaRefused | undefined {
	const denied = failures.filter(({ error }) => [...errorTypes(error)].some((type) => type.endsWith("_AUTHORIZATION_FAILED")));
	if (denied.length === 0) return undefined;
	const named = denied.flatMap(({ topic }) => topic ?? []);
	const which = named.length > 0 ? named : missing.map(({ topic }) => topic);
	const message = `topic ${which.join(", ")} does not exist, and CONFLUENT_API_KEY lacks the right to create it (CREATE on the topic or the cluster)`;
	return new KafkaRefused("NOT_AUTHORIZED", message, { cause });
}

/** A broker reports a new topic as unknown until it has processed its creation: waits for each of them. */
async function untilKnown(cluster: Cluster, topics: readonly string[]): Promise<void> {
	const deadline = performance.now() + CREATE_MS;
	for (const nodeId of cluster.getNodeIds()) {
		for (;;) {
			try {
				const broker = await cluster.findBroker({ nodeId });
				const { topicMetadata } = await broker.metadata(topics);
				if (topicMetadata.every(({ partitionMetadata }) => partitionMetadata.every(({ leader }) => leader >= 0))) break;
				if (performance.now() > deadline) throw new StoreError("UNAVAILABLE", `no leaders for ${topics.join(", ")}`);
			} catch (error) {
				const types = errorTypes(error);
				// An unavailable broker is skipped; one that does not know the topic yet will within a moment.
				if (types.size === 0) break;
				if (performance.now() > deadline) throw error;
			}
			await sleep(POLL_MS);
		}
	}
}
