/** Between the port's records and kafkajs' messages. */
import type { KafkaMessage, Message } from "kafkajs";
import { partitionOf } from "../../../domain/murmur2.ts";
import type { Headers, LogRecord, NewRecord, TopicPartition } from "../../../ports/event-log.ts";

/** The partition that Kafka's default partitioner gives the key; a record without one takes its turn. */
export function placeOf({ key }: NewRecord, partitions: number, turn: number): number {
	return key === null ? turn % partitions : partitionOf(Buffer.from(key), partitions);
}

export function toMessage({ key, value, headers }: NewRecord, partition: number, timestamp: number): Message {
	return {
		partition,
		key: key === null ? null : Buffer.from(key),
		value: value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
		headers: { ...headers },
		timestamp: String(timestamp),
	};
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

/** Of a header that is given several times the last counts, as in Kafka's own clients. */
function toHeaders(headers: KafkaMessage["headers"]): Headers {
	const texts: Record<string, string> = {};
	for (const name in headers) {
		const value = headers[name];
		const last = Array.isArray(value) ? value.at(-1) : value;
		texts[name] = typeof last === "string" ? last : (last?.toString() ?? "");
	}
	return texts;
}
