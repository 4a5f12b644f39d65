/** Topics: listed, and created where they are missing. */
import { setTimeout as sleep } from "node:timers/promises";
import { withDeadline } from "../../../async/deadline.ts";
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
const LISTING_MS = 2_000;

/** A missing topic is created with the cluster's default replication. Throws KafkaRefused where the right to create it is missing. */
export function createTopicAdmin(link: ClusterLink): Pick<EventLog, "ensureTopics" | "topics"> {
	return {
		async ensureTopics(wanted) {
			const listings = await link.use("looking for topics", topicsByBroker);
			const listed = new Set(listings.flatMap((topics) => [...topics]));
			const missing = missingTopics(wanted, listed);
			const disputed = wanted.filter(({ topic }) => listed.has(topic) && listings.some((topics) => !topics.has(topic)));
			// Each once: Kafka refuses a request that names a topic twice.
			const unsure = [...new Map(disputed.map((each) => [each.topic, each])).values()];
			const names = [...missing, ...unsure].map(({ topic }) => topic);
			if (names.length === 0) return;
			await link.use(`creating ${names.join(", ")}`, (cluster) => create(cluster, { missing, unsure }));
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

/**
 * What each broker lists. Each applies the cluster's metadata in its own time: one may still list a topic that is deleted, or not yet list one that
 * is new. Brokers that are unavailable, or do not respond soon, are left out.
 */
async function topicsByBroker(cluster: Cluster): Promise<readonly ReadonlySet<string>[]> {
	await cluster.refreshMetadata();
	const asked = cluster.getNodeIds().map(async (nodeId) => (await cluster.findBroker({ nodeId })).metadata([]));
	const outcomes = await Promise.allSettled(asked.map((each) => withDeadline(each, LISTING_MS, silent)));
	const listings = outcomes.flatMap((each) =>
		each.status === "fulfilled" ? [new Set(each.value.topicMetadata.map(({ topic }) => topic))] : [],
	);
	if (listings.length === 0) for (const each of outcomes) if (each.status === "rejected") throw each.reason;
	return listings;
}

function silent(): never {
	throw new StoreError("UNAVAILABLE", `no broker has listed its topics within ${LISTING_MS / 1000} s`);
}

/** No broker lists what is `missing`. Of the `unsure` the controller knows whether they exist. */
async function create(cluster: Cluster, { missing, unsure }: { readonly missing: Wanted; readonly unsure: Wanted }): Promise<void> {
	await cluster.refreshMetadata();
	const controller = await cluster.findControllerBroker();
	const topics = [...missing, ...unsure].map(({ topic, partitions }) => ({
		topic,
		numPartitions: partitions,
		// The cluster's default.
		replicationFactor: -1,
		configEntries: topic.endsWith(DEAD_LETTERS.suffix) ? [DEAD_LETTERS.config] : [],
	}));
	try {
		await controller.createTopics({ topics, validateOnly: false, timeout: CREATE_MS });
	} catch (error) {
		const mayExist = new Set(unsure.map(({ topic }) => topic));
		const failures = failuresByTopic(error).filter(
			(each) => !errorTypes(each.error).has("TOPIC_ALREADY_EXISTS") && !(isDenied(each.error) && mayExist.has(each.topic ?? "")),
		);
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
	const denied = failures.filter(({ error }) => isDenied(error));
	if (denied.length === 0) return undefined;
	const named = denied.flatMap(({ topic }) => topic ?? []);
	const which = named.length > 0 ? named : missing.map(({ topic }) => topic);
	const message = `topic ${which.join(", ")} does not exist, and CONFLUENT_API_KEY lacks the right to create it (CREATE on the topic or the cluster)`;
	return new KafkaRefused("NOT_AUTHORIZED", message, { cause });
}

function isDenied(error: unknown): boolean {
	return [...errorTypes(error)].some((type) => type.endsWith("_AUTHORIZATION_FAILED"));
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
