/** The partitions of the topics to append to, and the difference between a topic that is deleted and one that cannot be reached. */
import { AppendRefused, StoreError } from "../../../ports/errors.ts";
import type { ClusterLink } from "../client/cluster.ts";

export interface TopicLookup {
	/** How many partitions the topic has. Throws AppendRefused where no broker knows it, KafkaFailure. */
	partitionsOf(topic: string): Promise<number>;
	/** An append failed: the next lookup queries all brokers whether the topic still exists, since cached metadata may outlive it by a minute. */
	suspect(topic: string): void;
}

/** `timeoutMs`: see UseLimits. */
export function createTopicLookup(link: Pick<ClusterLink, "partitionsOf" | "isKnown">, timeoutMs: number): TopicLookup {
	const seen = new Set<string>();
	const suspects = new Set<string>();

	async function requireTopic(topic: string): Promise<void> {
		if (await link.isKnown(topic, { timeoutMs })) return;
		if (seen.has(topic)) throw new AppendRefused("TOPIC_DELETED", `appending: topic ${topic} was deleted; create it again, or restart`);
		throw new AppendRefused("UNKNOWN_TOPIC", `appending: Kafka has no topic ${topic}, or does not show it to CONFLUENT_API_KEY`);
	}

	async function count(topic: string): Promise<number> {
		try {
			return (await link.partitionsOf(topic, { timeoutMs })).length;
		} catch (error) {
			if (!(error instanceof StoreError && error.code === "UNKNOWN_TOPIC")) throw error;
			await requireTopic(topic);
			throw new StoreError("UNAVAILABLE", `appending: not every broker knows topic ${topic} yet`, { cause: error });
		}
	}

	return {
		async partitionsOf(topic) {
			if (suspects.has(topic)) await requireTopic(topic);
			suspects.delete(topic);
			const partitions = await count(topic);
			seen.add(topic);
			return partitions;
		},
		suspect(topic) {
			suspects.add(topic);
		},
	};
}
