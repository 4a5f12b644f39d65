/** What record batches decode to, shared by all clients of this process: kafkajs' decoders belong to none of them. */
import type { TopicPartition } from "../../../ports/event-log.ts";
import { decodeBatch, type FetchedMessage } from "./record-batches.ts";
import { createSharedBatches } from "./shared-batches.ts";

/** As much as one member buffers: in the bench of all roles nothing is decoded twice with it, and with 4 MB a third is. */
const SHARED_BYTES = 16 * 1024 * 1024;

export const decodedBatches = createSharedBatches({ decode: decodeBatch, sizeOf: bytesOf, maxBytes: SHARED_BYTES });

function bytesOf(messages: readonly FetchedMessage[]): number {
	return messages.reduce((sum, { key, value }) => sum + (key?.length ?? 0) + (value?.length ?? 0), 0);
}

/** This process appends the batch with these values: a group of it that reads the batch gets them, with what is known of them (wire/codec.ts). */
export function keepValues(partition: TopicPartition, bytes: Buffer, values: readonly (Buffer | null)[]): void {
	decodedBatches.wrote(partition, {
		bytes,
		complete: (messages) => messages.map((message, index) => ({ ...message, value: values[index] ?? null })),
		sizeBytes: values.reduce((sum, value) => sum + (value?.length ?? 0), 0),
	});
}
