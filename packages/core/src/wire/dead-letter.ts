/** Dead letters: the original bytes and headers, with headers for their origin and the error. */
import { instantOf } from "@orderdeck/contracts/instant";
import { deadLetterTopic } from "@orderdeck/contracts/topics";
import { isoOf } from "../domain/instant.ts";
import type { Headers, LogRecord, NewRecord } from "../ports/event-log.ts";

export interface DeadLetterCause {
	readonly group: string;
	/** An error code and a location, the same for all records that failed for this reason: never an id. */
	readonly reason: string;
	readonly error: string;
	/** Attempts before the record was sent here. */
	readonly attempts: number;
	/** Ms since the epoch. */
	readonly at: number;
	/** When each attempt failed, ms since the epoch, oldest first; the letter has the newest of them. */
	readonly attemptTimes?: readonly number[];
	/** The frames of the error's stack, a line each; the letter has their beginning. */
	readonly stack?: string | undefined;
}

const TIMES_KEPT = 20;
const STACK_KEPT = 4_000;

/** The record for `<group>.dlq`. Its headers `dlq_*` hold topic, partition, offset, group, reason, error, attempts and time; with `dlq_attempt_times` and `dlq_stack` where they are known. */
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
			...(cause.attemptTimes === undefined ? {} : { dlq_attempt_times: cause.attemptTimes.slice(-TIMES_KEPT).map(isoOf).join(",") }),
			...(cause.stack === undefined ? {} : { dlq_stack: cause.stack.slice(0, STACK_KEPT).toWellFormed() }),
		},
	};
}

/** When the attempts of a letter failed, ISO 8601, oldest first; none where not stated by its writer. */
export function attemptTimesOf({ dlq_attempt_times: times }: Headers): string[] {
	return (times ?? "").split(",", TIMES_KEPT).filter((time) => !Number.isNaN(instantOf(time)));
}

const OFFSET = /^\d{1,15}$/;
const PREFIX = "dlq_";
const REDRIVE_PREFIX = "redrive_";

/** The record that a dead letter was; undefined where its headers do not state where it was. Its timestamp is that of the letter. */
export function originalOf(letter: LogRecord): LogRecord | undefined {
	const { dlq_topic: topic, dlq_partition: partition = "", dlq_offset: offset = "" } = letter.headers;
	if (topic === undefined || !OFFSET.test(partition) || !OFFSET.test(offset)) return undefined;
	const { key, value, timestamp } = letter;
	return { topic, partition: Number(partition), offset: Number(offset), key, value, headers: without(letter.headers, PREFIX), timestamp };
}

/** The group that a redriven record is for; every other skips it. Undefined for any other record. */
export function redriveGroupOf({ headers }: Pick<NewRecord, "headers">): string | undefined {
	return headers.redrive_group;
}

export interface RedriveHeaders {
	/** The letter's id. */
	readonly letterId: string;
	readonly group: string;
	/** How often its record has been redriven, this time included. */
	readonly count: number;
}

/** The record of a letter for its original topic, with its original key, value and headers; undefined where the letter does not state where it was. */
export function redrivenRecord(letter: LogRecord, { letterId, group, count }: RedriveHeaders): NewRecord | undefined {
	const original = originalOf(letter);
	if (original === undefined) return undefined;
	const { topic, key, value } = original;
	const headers = without(original.headers, REDRIVE_PREFIX);
	return { topic, key, value, headers: { ...headers, redrive_of: letterId, redrive_count: String(count), redrive_group: group } };
}

function without(headers: Headers, prefix: string): Headers {
	return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(prefix)));
}

const KEPT_BYTES = 100_000;

/** The dead letter with only the beginning of its value, for a log that refuses the whole; the header `dlq_cut` is the original size in bytes. */
export function truncate(deadLetter: NewRecord): NewRecord {
	const { value, headers } = deadLetter;
	if (value === null || value.byteLength <= KEPT_BYTES) return deadLetter;
	return { ...deadLetter, value: value.subarray(0, KEPT_BYTES), headers: { ...headers, dlq_cut: String(value.byteLength) } };
}
