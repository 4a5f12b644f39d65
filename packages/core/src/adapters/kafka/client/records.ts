/** Converts between the port's records and positions and those of kafkajs. */
import type { KafkaMessage, Message, TopicOffsets } from "kafkajs";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Headers, LogRecord, NewRecord, Position, TopicPartition } from "../../../ports/event-log.ts";

/** The partition that Kafka's default partitioner selects for the key; records without one are spread by `turn`. */
export function partitionFor({ key }: NewRecord, partitions: number, turn: number): number {
	return key === null ? turn % partitions : partitionOf(Buffer.from(key), partitions);
}

export function toMessage({ key, value, headers }: NewRecord, partition: number, timestamp: number): Message {
	return {
		partition,
		key: key === null ? null : Buffer.from(key),
		value: value === null || Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
		headers: { ...headers },
		timestamp: String(timestamp),
	};
}

/** Positions to commit, by topic. */
export function toOffsets(positions: readonly Position[]): TopicOffsets[] {
	return [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, inTopic]) => ({
		topic,
		partitions: inTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
	}));
}

export function toLogRecord({ topic, partition }: TopicPartition, message: KafkaMessage): LogRecord {
	return {
		topic,
		partition,
		offset: Number(message.offset),
		timestamp: Number(message.timestamp),
		key: message.key === null ? null : message.key.toString(),
		value: message.value,
		headers: toHeaders(message.headers),
	};
}

/** The last of several headers of one name counts, as in Kafka's own clients. */
function toHeaders(headers: KafkaMessage["headers"]): Headers {
	const texts: Record<string, string> = {};
	for (const name in headers) {
		const value = headers[name];
		const last = Array.isArray(value) ? value.at(-1) : value;
		texts[name] = typeof last === "string" ? last : (last?.toString() ?? "");
	}
	return texts;
}
