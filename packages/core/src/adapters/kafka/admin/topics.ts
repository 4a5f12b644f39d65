/** Topics, and the bounds of their partitions. */
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
export function createTopicAdmin(link: ClusterLink): Pick<EventLog, "ensureTopics" | "topics" | "bounds"> {
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
		async bounds(topics) {
			return boundsOfKnown(link, topics);
		},
	};
}

/** A topic that does not exist has no partitions. */
async function boundsOfKnown(link: ClusterLink, topics: readonly string[]): ReturnType<EventLog["bounds"]> {
	if (topics.length === 0) return [];
	try {
		return await link.use(`reading the bounds of ${topics.join(", ")}`, (cluster) => boundsOf(cluster, topics), topics);
	} catch (error) {
		if (!(error instanceof StoreError && error.code === "UNKNOWN_TOPIC")) throw error;
	}
	if (topics.length === 1) return [];
	const each = [];
	for (const topic of topics) each.push(...(await boundsOfKnown(link, [topic])));
	return each;
}

async function boundsOf(cluster: Cluster, topics: readonly string[]) {
	const requested = topics.map((topic) => ({
		topic,
		partitions: cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId })),
	}));
	const offsetsAt = async (fromBeginning: boolean) => {
		const responses = await cluster.fetchTopicsOffset(requested.map((each) => ({ ...each, fromBeginning })));
		return new Map(
			responses.flatMap(({ topic, partitions }) => partitions.map((at) => [`${topic}/${at.partition}`, Number(at.offset)] as const)),
		);
	};
	const [earliest, end] = [await offsetsAt(true), await offsetsAt(false)];
	return requested.flatMap(({ topic, partitions }) =>
		partitions.map(({ partition }) => {
			const [from, to] = [earliest.get(`${topic}/${partition}`), end.get(`${topic}/${partition}`)];
			if (from === undefined || to === undefined) throw new StoreError("UNAVAILABLE", `Kafka returned nothing for ${topic}/${partition}`);
			return { topic, partition, earliest: from, end: to };
		}),
	);
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
				await broker.metadata(topics);
				break;
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
