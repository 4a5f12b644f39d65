/** Dead letters: the original bytes and headers, with headers for their origin and the error. */
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";

export interface DeadLetterCause {
	readonly group: string;
	/** An error code and a location, the same for all records that failed for this reason: never an id. */
	readonly reason: string;
	readonly error: string;
	/** Attempts before the record was sent here. */
	readonly attempts: number;
	/** Ms since the epoch. */
	readonly at: number;
}

/** The record for `<group>.dlq`. Its headers `dlq_*` hold topic, partition, offset, group, reason, error, attempts and time. */
export function deadLetterOf(record: LogRecord, cause: DeadLetterCause): NewRecord {
	return {
		topic: deadLetterTopic(cause.group),
		key: record.key,
		value: record.value,
		headers: {
			...record.headers,
			dlq_topic: record.topic,
			dlq_partition: String(record.partition),
			dlq_offset: String(record.offset),
			dlq_group: cause.group,
			dlq_reason: cause.reason,
			dlq_error: cause.error,
			dlq_attempts: String(cause.attempts),
			dlq_time: isoOf(cause.at),
		},
	};
}

const OFFSET = /^\d{1,15}$/;
const PREFIX = "dlq_";

/** The record that a dead letter was; undefined where its headers do not state where it was. Its timestamp is that of the letter. */
export function originalOf(letter: LogRecord): LogRecord | undefined {
	const { dlq_topic: topic, dlq_partition: partition = "", dlq_offset: offset = "" } = letter.headers;
	if (topic === undefined || !OFFSET.test(partition) || !OFFSET.test(offset)) return undefined;
	const headers = Object.fromEntries(Object.entries(letter.headers).filter(([name]) => !name.startsWith(PREFIX)));
	return { ...letter, topic, partition: Number(partition), offset: Number(offset), headers };
}

const KEPT_BYTES = 100_000;

/** The dead letter with only the beginning of its value, for a log that refuses the whole; the header `dlq_cut` is the original size in bytes. */
export function truncate(deadLetter: NewRecord): NewRecord {
	const { value, headers } = deadLetter;
	if (value === null || value.byteLength <= KEPT_BYTES) return deadLetter;
	return { ...deadLetter, value: value.subarray(0, KEPT_BYTES), headers: { ...headers, dlq_cut: String(value.byteLength) } };
}
