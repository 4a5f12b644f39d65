/** What kafkajs passes to a consumer's handler, as far as it is used here. */
import type { EachBatchPayload } from "kafkajs";
import type { LogRecord, Position, TopicPartition } from "../../../ports/event-log.ts";
import type { FetchedMessage, UnreadableBatch } from "./record-batches.ts";
import { toLogRecord, toOffsets } from "./records.ts";

/** Commits once, without retries, in the group's generation at the time of the fetch. */
export type CommitOnce = (positions: readonly Position[]) => Promise<void>;

/** What a fetch returned for one partition. */
export interface Fetched extends TopicPartition {
	readonly records: readonly LogRecord[];
	/** The offset after the partition's last record, as the broker reports it. */
	readonly end: number;
}

export interface FetchedBatch extends Fetched {
	readonly commitOnce: CommitOnce;
	/** What follows the records and cannot be decoded. */
	readonly unreadable: UnreadableBatch | undefined;
	/** Stops fetching the partition; the result starts it again. */
	pause(): () => void;
	/** kafkajs continues its fetches after these records. */
	resolve(): void;
	/** Rejects when the member was fenced. */
	heartbeat(): Promise<void>;
	/** False once kafkajs is stopping. */
	isRunning(): boolean;
}

/**
 * On the message itself, so that groups which share a decoded batch share its records, and with them what is decoded of those (wire/codec.ts).
 */
const RECORD = Symbol("record");

function logRecordOf(place: TopicPartition, message: FetchedMessage & { [RECORD]?: LogRecord }): LogRecord {
	message[RECORD] ??= toLogRecord(place, message);
	return message[RECORD];
}

export function toFetchedBatch(payload: EachBatchPayload): FetchedBatch {
	const { topic, partition, highWatermark } = payload.batch;
	const fetched: readonly FetchedMessage[] = payload.batch.messages;
	const unreadable = fetched.at(-1)?.unreadable;
	const messages = unreadable === undefined ? fetched : fetched.slice(0, -1);
	const last = messages.at(-1);
	return {
		topic,
		partition,
		records: messages.map((message) => logRecordOf({ topic, partition }, message)),
		end: Number(highWatermark),
		unreadable,
		pause: payload.pause,
		commitOnce: (positions) => payload.commitOffsetsIfNecessary({ topics: toOffsets(positions) }),
		resolve: () => {
			if (last !== undefined) payload.resolveOffset(last.offset);
		},
		heartbeat: payload.heartbeat,
		isRunning: payload.isRunning,
	};
}
