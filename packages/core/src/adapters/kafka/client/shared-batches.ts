/**
 * Record batches that several groups of this process fetch, each decoded once. What a batch decodes to depends on its bytes alone, and only
 * equal bytes share it: positions, pauses, resets and rebalances of the groups do not matter, nor to which cluster they belong.
 */
import { LRUCache } from "lru-cache";
import type { TopicPartition } from "../../../ports/event-log.ts";

interface Shared<T> {
	readonly bytes: Buffer;
	readonly decoded: Promise<T>;
	/** How many readers have not taken it. */
	left: number;
}

export interface SharedBatches<T> {
	/** A reader of the topics, until the result is called. Batches of a topic are shared while it has several readers. */
	join(topics: readonly string[]): () => void;
	/** What the batch decodes to; for all readers the same object. Rejects with the error of decoding, which is not shared. */
	decode(partition: TopicPartition, batch: Buffer): Promise<T>;
}

export interface SharingOptions<T> {
	readonly decode: (batch: Buffer) => Promise<T>;
	/** A compressed batch decodes to many times its own bytes. */
	readonly sizeOf: (decoded: T) => number;
	/** Of what some reader has not taken yet. One that is further behind decodes for itself. */
	readonly maxBytes: number;
}

export function createSharedBatches<T>({ decode, sizeOf, maxBytes }: SharingOptions<T>): SharedBatches<T> {
	const readers = new Map<string, number>();
	const batches = new LRUCache<string, Shared<T>>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes.length });

	function changeReaders(topics: readonly string[], by: 1 | -1): void {
		for (const topic of topics) readers.set(topic, (readers.get(topic) ?? 0) + by);
	}

	function share(key: string, batch: Buffer, left: number): Promise<T> {
		// A copy, since the bytes are a part of the whole response, which would be kept with them.
		const bytes = Buffer.from(batch);
		const decoded = decode(bytes);
		const shared = { bytes, decoded, left };
		batches.set(key, shared);
		const replace = (size: number | undefined) => {
			if (batches.peek(key) !== shared) return;
			if (size === undefined) batches.delete(key);
			else batches.set(key, shared, { size: bytes.length + size });
		};
		decoded.then(
			(value) => replace(sizeOf(value)),
			() => replace(undefined),
		);
		return decoded;
	}

	return {
		join(topics) {
			changeReaders(topics, 1);
			let joined = true;
			return () => {
				if (joined) changeReaders(topics, -1);
				joined = false;
				// What this reader has not taken is not waited for.
				batches.clear();
			};
		},
		decode({ topic, partition }, batch) {
			const others = (readers.get(topic) ?? 0) - 1;
			if (others < 1) return decode(batch);
			const key = `${topic}/${partition}/${batch.readBigInt64BE(0)}`;
			const shared = batches.get(key);
			if (shared === undefined || !shared.bytes.equals(batch)) return share(key, batch, others);
			shared.left -= 1;
			if (shared.left === 0) batches.delete(key);
			return shared.decoded;
		},
	};
}
