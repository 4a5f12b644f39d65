/** The partitions of a member that hold records which cannot be decoded: they are not fetched for a while, and then tried again. */
import { UnreadableRecord } from "../../../ports/errors.ts";
import type { TopicPartition } from "../../../ports/event-log.ts";
import type { KafkaContext } from "../client/connection.ts";
import type { FetchedBatch } from "../client/each-batch.ts";

export class UnreadablePartitions {
	readonly #group: string;
	readonly #context: Pick<KafkaContext, "settings" | "report">;
	readonly #known = new Map<string, UnreadableRecord>();
	/** The last report of each partition: the same problem is reported once. */
	readonly #reported = new Map<string, string>();

	constructor(group: string, context: Pick<KafkaContext, "settings" | "report">) {
		this.#group = group;
		this.#context = context;
	}

	get all(): readonly UnreadableRecord[] {
		return [...this.#known.values()];
	}

	/** A fetch that ends with an unreadable batch pauses the partition; one that does not shows that it can be read. */
	accept(batch: Pick<FetchedBatch, "topic" | "partition" | "records" | "unreadable" | "pause">): void {
		const { topic, partition, records, unreadable } = batch;
		const key = keyOf(batch);
		if (unreadable === undefined) {
			this.#known.delete(key);
			this.#reported.delete(key);
			return;
		}
		const offset = Math.max(unreadable.offset ?? 0, (records.at(-1)?.offset ?? -1) + 1);
		const record = new UnreadableRecord({ topic, partition, offset }, unreadable.reason, unreadable.timestamp);
		this.#known.set(key, record);
		this.#report(key, record);
		const resume = batch.pause();
		const retry = () => {
			this.#known.delete(key);
			resume();
		};
		setTimeout(retry, this.#context.settings.unreadableMs).unref();
	}

	/** Drops what is no longer assigned. */
	retain(assignment: { has(partition: TopicPartition): boolean }): void {
		for (const [key, { position }] of this.#known) {
			if (assignment.has(position)) continue;
			this.#known.delete(key);
			this.#reported.delete(key);
		}
	}

	#report(key: string, { message }: UnreadableRecord): void {
		if (this.#reported.get(key) === message) return;
		this.#reported.set(key, message);
		this.#context.report({ level: "error", message: `${this.#group}: ${message}; the other partitions continue` });
	}
}

function keyOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}
