/**
 * Appends through one idempotent kafkajs producer. One request is in flight at a time; the calls made meanwhile are sent together in the
 * next: kafkajs has no linger, and an idle log must not wait.
 */
import { withDeadline } from "../../../async/deadline.ts";
import type { Clock } from "../../../ports/clock.ts";
import { StoreError } from "../../../ports/errors.ts";
import type { Appended, NewRecord } from "../../../ports/event-log.ts";
import type { ClusterLink } from "../client/cluster.ts";
import type { KafkaContext } from "../client/connection.ts";
import { appendFailure, type KafkaFailure } from "../client/failures.ts";
import { partitionFor } from "../client/records.ts";
import { withRequestTimeout } from "../client/request-timeout.ts";
import { splitIntoRounds } from "./rounds.ts";
import { createSender, type RecordLine } from "./sender.ts";
import { createTopicLookup } from "./topic-lookup.ts";

export interface Appender extends AsyncDisposable {
	/** See EventLog. Throws KafkaFailure; after UNAVAILABLE the records may have been appended all the same. */
	append(records: readonly NewRecord[]): Promise<readonly Appended[]>;
}

/** One call of `append` that has not settled. */
interface Call {
	readonly records: readonly NewRecord[];
	readonly positions: Appended[];
	readonly resolve: (positions: readonly Appended[]) => void;
	readonly reject: (failure: KafkaFailure) => void;
}
interface CallLine extends RecordLine {
	readonly call: Call;
	readonly index: number;
}
interface PlacedCall {
	readonly call: Call;
	readonly lines: readonly CallLine[];
}

/** The most records of several calls in one request. */
const TOGETHER = 5_000;
/** Around a record's key, value and headers. */
const FRAME_BYTES = 40;

export function createAppender(context: KafkaContext, link: ClusterLink, clock: Pick<Clock, "now">): Appender {
	const waiting: Call[] = [];
	const { appendMs } = context.settings;
	const topics = createTopicLookup(link, appendMs);
	let sender = createSender(context);
	let sending: Promise<void> | undefined;
	let turn = 0;
	let closed = false;

	const failureOf = (error: unknown) => appendFailure(error, { doing: "appending", brokers: context.options.brokers });

	async function placed(call: Call): Promise<PlacedCall> {
		const partitions = new Map<string, number>();
		for (const { topic } of call.records) if (!partitions.has(topic)) partitions.set(topic, await topics.partitionsOf(topic));
		const lines = call.records.map((record, index) => {
			const partition = partitionFor(record, partitions.get(record.topic) ?? 1, turn);
			if (record.key === null) turn += 1;
			return { call, index, record, topic: record.topic, partition, bytes: sizeOf(record) };
		});
		return { call, lines };
	}

	async function sendAll(lines: readonly CallLine[]): Promise<void> {
		for (const round of splitIntoRounds(lines)) {
			const positions = await sender.send(round, clock.now());
			round.forEach((line, at) => {
				line.call.positions[line.index] = positions[at] as Appended;
			});
		}
	}

	/** A producer that failed is discarded: its sequence numbers may have a gap. */
	function renew(): void {
		const failed = sender;
		sender = createSender(context);
		void failed[Symbol.asyncDispose]();
	}

	async function attempt(calls: readonly PlacedCall[]): Promise<void> {
		const lines = calls.flatMap((each) => each.lines);
		try {
			await sendAll(lines);
			for (const { call } of calls) call.resolve(call.positions);
		} catch (error) {
			renew();
			const failure = failureOf(error);
			if (failure instanceof StoreError) for (const { topic } of lines) topics.suspect(topic);
			// A refusal concerns one of the calls: the others are sent without it.
			if (failure.code !== "UNAVAILABLE" && calls.length > 1) {
				for (const { call, lines: own } of calls)
					await attempt([{ call, lines: own.filter(({ index }) => call.positions[index] === undefined) }]);
			} else for (const { call } of calls) call.reject(failure);
		}
	}

	/** A call made when nothing is waiting starts the loop again: `sending` is cleared in the same turn in which the loop ends. */
	async function sendWaiting(): Promise<void> {
		while (waiting.length > 0) {
			const together: PlacedCall[] = [];
			for (let count = 0; waiting.length > 0 && count < TOGETHER; ) {
				const call = waiting.shift() as Call;
				count += call.records.length;
				try {
					together.push(await withRequestTimeout(appendMs, "appending", placed(call)));
				} catch (error) {
					call.reject(failureOf(error));
				}
			}
			if (together.length > 0) await attempt(together);
		}
		sending = undefined;
	}

	return {
		append(records) {
			if (records.length === 0) return Promise.resolve([]);
			if (closed) return Promise.reject(new StoreError("UNAVAILABLE", "the log is closed"));
			return new Promise((resolve, reject) => {
				waiting.push({ records, positions: [], resolve, reject });
				sending ??= sendWaiting();
			});
		},
		async [Symbol.asyncDispose]() {
			closed = true;
			if (sending !== undefined) await withDeadline(sending, context.settings.closeMs, () => undefined);
			await sender[Symbol.asyncDispose]();
		},
	};
}

function sizeOf({ key, value, headers }: NewRecord): number {
	let bytes = FRAME_BYTES + (key === null ? 0 : Buffer.byteLength(key)) + (value?.byteLength ?? 0);
	for (const name in headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? "") + 4;
	return bytes;
}
