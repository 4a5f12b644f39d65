/** Dead letters: the original bytes and headers, and beside them where they come from and what was wrong. */
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { LogRecord, NewRecord } from "../ports/event-log.ts";

export interface DeadLetterCause {
	readonly group: string;
	/** What was wrong, in words. */
	readonly error: string;
	/** How often the record was tried. */
	readonly attempts: number;
	/** Ms since the epoch. */
	readonly at: number;
}

/** The record for `<group>.dlq`. Its headers `dlq_*` say topic, partition, offset, group, error, attempts and time. */
export function deadLetter(record: LogRecord, cause: DeadLetterCause): NewRecord {
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
			dlq_error: cause.error,
			dlq_attempts: String(cause.attempts),
			dlq_time: isoOf(cause.at),
		},
	};
}

const KEPT_BYTES = 100_000;

/** The letter with the beginning of its value alone, where the log takes no more; `dlq_cut` says how long the value was, in bytes. */
export function cutLetter(letter: NewRecord): NewRecord {
	if (letter.value === null || letter.value.byteLength <= KEPT_BYTES) return letter;
	const headers = { ...letter.headers, dlq_cut: String(letter.value.byteLength) };
	return { ...letter, value: letter.value.subarray(0, KEPT_BYTES), headers };
}
