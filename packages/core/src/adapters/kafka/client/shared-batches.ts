/**
 * Record batches that several groups of this process fetch, each decoded once; and those that this process wrote, with the values that it
 * wrote. What a batch decodes to depends on its bytes alone, and only equal bytes are shared: positions, pauses, resets and rebalances of the
 * groups do not matter, nor to which cluster they belong.
 */
import { LRUCache } from "lru-cache";
import type { TopicPartition } from "../../../ports/event-log.ts";
import { BATCH, MAGIC_AT } from "./batch-layout.ts";

interface Shared<T> {
	readonly bytes: Buffer;
	readonly decoded: Promise<T>;
	/** How many readers have not taken it. */
	left: number;
}

export interface Written<T> {
	readonly bytes: Buffer;
	/** May replace what the batch decodes to by equal values that are known more of. */
	readonly complete: (decoded: T) => T;
	/** Of what `complete` holds. */
	readonly sizeBytes: number;
}

export interface SharedBatches<T> {
	/** A reader of the topics, until the result is called. Batches of a topic are shared while it has several readers. */
	join(topics: readonly string[]): () => void;
	/** This process appends the batch. */
	wrote(partition: TopicPartition, batch: Written<T>): void;
	/** What the batch decodes to; for all readers the same object. Rejects with the error of decoding, which is not shared. */
	decode(partition: TopicPartition, batch: Buffer): Promise<T>;
}

export interface SharingOptions<T> {
	readonly decode: (batch: Buffer) => Promise<T>;
	/** A compressed batch decodes to many times its own bytes. */
	readonly sizeOf: (decoded: T) => number;
	/** Of what some reader has not taken yet, and of what was written and no reader has. One that is further behind decodes for itself. */
	readonly maxBytes: number;
}

export function createSharedBatches<T>({ decode, sizeOf, maxBytes }: SharingOptions<T>): SharedBatches<T> {
	const readers = new Map<string, number>();
	const batches = new LRUCache<string, Shared<T>>({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes.length });
	const written = new LRUCache<string, Written<T>>({
		maxSize: maxBytes,
		sizeCalculation: ({ bytes, sizeBytes }) => bytes.length + sizeBytes,
	});

	function changeReaders(topics: readonly string[], by: 1 | -1): void {
		for (const topic of topics) readers.set(topic, (readers.get(topic) ?? 0) + by);
	}

	async function decodeOnce(partition: TopicPartition, batch: Buffer): Promise<T> {
		const key = writtenKey(partition, batch);
		const own = written.get(key);
		if (own === undefined || !isSameBatch(own.bytes, batch)) return decode(batch);
		written.delete(key);
		return own.complete(await decode(batch));
	}

	function share(key: string, partition: TopicPartition, batch: Buffer, left: number): Promise<T> {
		// A copy, since the bytes are a part of the whole response, which would be kept with them.
		const bytes = Buffer.from(batch);
		const decoded = decodeOnce(partition, bytes);
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
				written.clear();
			};
		},
		wrote(partition, batch) {
			if ((readers.get(partition.topic) ?? 0) > 0) written.set(writtenKey(partition, batch.bytes), batch);
		},
		decode(partition, batch) {
			const { topic } = partition;
			const others = (readers.get(topic) ?? 0) - 1;
			if (others < 1) return decodeOnce(partition, batch);
			const key = `${keyOf(partition)}/${batch.readBigInt64BE(0)}`;
			const shared = batches.get(key);
			if (shared === undefined || !shared.bytes.equals(batch)) return share(key, partition, batch, others);
			shared.left -= 1;
			if (shared.left === 0) batches.delete(key);
			return shared.decoded;
		},
	};
}

function keyOf({ topic, partition }: TopicPartition): string {
	return `${topic}/${partition}`;
}

/** By the producer and its sequence number: the broker chooses the offset. */
function writtenKey(partition: TopicPartition, batch: Buffer): string {
	return `${keyOf(partition)}/${batch.toString("latin1", BATCH.producerAt, BATCH.countAt)}`;
}

/** A broker sets what precedes the format: the offset and the leader's epoch. What it converts is another batch. */
function isSameBatch(a: Buffer, b: Buffer): boolean {
	return a.subarray(MAGIC_AT).equals(b.subarray(MAGIC_AT));
}
