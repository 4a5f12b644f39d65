/**
 * Appends through one idempotent kafkajs producer. One request is on its way at a time; what is asked for meanwhile goes together in the
 * next: kafkajs has no linger, and an idle log need not wait.
 */
import kafkajs, { type Message, type Producer, type RecordMetadata } from "kafkajs";
import { withDeadline } from "../../../async/deadline.ts";
import type { Clock } from "../../../ports/clock.ts";
import { StoreError } from "../../../ports/errors.ts";
import type { Appended, NewRecord } from "../../../ports/event-log.ts";
import type { ClusterLink } from "../client/cluster.ts";
import { createClient, type KafkaContext } from "../client/connection.ts";
import { type KafkaFailure, kafkaFailure } from "../client/failures.ts";
import { placeOf, toMessage } from "../client/records.ts";
import { withRequestTimeout } from "../client/request-timeout.ts";
import { SEND_RETRY } from "../client/settings.ts";
import { BATCH_BYTES, cutIntoRounds, type Line } from "./rounds.ts";

export interface Appender extends AsyncDisposable {
	/** See EventLog. Throws KafkaFailure; as with every answer that does not come, what it says it could not append may be there. */
	append(records: readonly NewRecord[]): Promise<readonly Appended[]>;
}

/** One call of `append`, under way. */
interface Call {
	readonly records: readonly NewRecord[];
	readonly places: Appended[];
	readonly resolve: (places: readonly Appended[]) => void;
	readonly reject: (failure: KafkaFailure) => void;
}
interface CallLine extends Line {
	readonly call: Call;
	readonly index: number;
	readonly record: NewRecord;
}

/** So many calls' records go together. */
const TOGETHER = 5_000;
/** Around a record's key, value and headers. */
const FRAME_BYTES = 40;
/** How often what a request left out is sent again. */
const RESENDS = 3;

export function createAppender(context: KafkaContext, link: ClusterLink, clock: Pick<Clock, "now">): Appender {
	const waiting: Call[] = [];
	let sender = createSender(context);
	let sending: Promise<void> | undefined;
	let turn = 0;
	let closed = false;

	async function linesOf(call: Call): Promise<CallLine[]> {
		const counts = new Map<string, number>();
		for (const { topic } of call.records) if (!counts.has(topic)) counts.set(topic, (await link.partitionsOf(topic)).length);
		return call.records.map((record, index) => {
			const partition = placeOf(record, counts.get(record.topic) ?? 1, turn);
			if (record.key === null) turn += 1;
			return { call, index, record, topic: record.topic, partition, bytes: sizeOf(record) };
		});
	}

	async function sendAll(lines: readonly CallLine[]): Promise<void> {
		for (const round of cutIntoRounds(lines)) {
			const places = await sender.send(round, clock.now());
			round.forEach((line, at) => {
				line.call.places[line.index] = places[at] as Appended;
			});
		}
	}

	/** What failed is discarded: its sequence numbers may have a gap. */
	function renew(): void {
		const failed = sender;
		sender = createSender(context);
		void failed[Symbol.asyncDispose]();
	}

	async function attempt(calls: readonly { call: Call; lines: readonly CallLine[] }[]): Promise<void> {
		try {
			await sendAll(calls.flatMap(({ lines }) => lines));
			for (const { call } of calls) call.resolve(call.places);
		} catch (error) {
			renew();
			const failure = kafkaFailure(error, { doing: "appending", brokers: context.options.brokers });
			// What is refused is refused to one of them: the others are sent without it.
			if (failure.code !== "UNAVAILABLE" && calls.length > 1) {
				for (const { call, lines } of calls)
					await attempt([{ call, lines: lines.filter(({ index }) => call.places[index] === undefined) }]);
			} else for (const { call } of calls) call.reject(failure);
		}
	}

	/** Whoever asks once nothing waits any more begins anew: `sending` ends in the same turn as the loop. */
	async function sendWaiting(): Promise<void> {
		while (waiting.length > 0) {
			const together: { call: Call; lines: CallLine[] }[] = [];
			for (let count = 0; waiting.length > 0 && count < TOGETHER; ) {
				const call = waiting.shift() as Call;
				count += call.records.length;
				try {
					together.push({ call, lines: await linesOf(call) });
				} catch (error) {
					call.reject(kafkaFailure(error, { doing: "appending", brokers: context.options.brokers }));
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
				waiting.push({ records, places: [], resolve, reject });
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

interface Sender extends AsyncDisposable {
	/** The place of each line, in order. */
	send(round: readonly CallLine[], timestamp: number): Promise<readonly Appended[]>;
}

/** A kafkajs producer that is connected with its first use. After a failure it must not be used again (#598). */
function createSender(context: KafkaContext): Sender {
	const { settings } = context;
	let connected: Promise<Producer> | undefined;

	async function connect(): Promise<Producer> {
		const producer = createClient(context).producer({
			idempotent: true,
			maxInFlightRequests: 1,
			allowAutoTopicCreation: false,
			createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
			retry: SEND_RETRY,
		});
		await producer.connect();
		return producer;
	}

	async function send(round: readonly CallLine[], timestamp: number): Promise<readonly Appended[]> {
		connected ??= connect();
		const producer = await connected;
		const places = new Map<CallLine, Appended>();
		// When a partition's leader moves to a broker that has answered already, kafkajs leaves its messages out and says nothing.
		for (let sent = 0; places.size < round.length; sent += 1) {
			if (sent > RESENDS) throw new StoreError("UNAVAILABLE", "Kafka did not say where the records went");
			const left = round.filter((line) => !places.has(line));
			const answers = await producer.sendBatch({ ...requestOf(left, timestamp), acks: -1 });
			placeLines(left, answers, timestamp, places);
		}
		return round.map((line) => places.get(line) as Appended);
	}

	return {
		send: (round, timestamp) => withRequestTimeout(settings.appendMs, "appending", send(round, timestamp)),
		async [Symbol.asyncDispose]() {
			const disconnected = connected?.then((producer) => producer.disconnect()).catch(() => undefined);
			if (disconnected !== undefined) await withDeadline(disconnected, settings.closeMs, () => undefined);
		},
	};
}

/** Gzip where a record alone is more than a topic takes by default: its batch is measured after compression. */
function requestOf(
	lines: readonly CallLine[],
	timestamp: number,
): Pick<Parameters<Producer["sendBatch"]>[0], "topicMessages" | "compression"> {
	const byTopic = new Map<string, Message[]>();
	for (const { topic, partition, record } of lines) {
		const messages = byTopic.get(topic);
		if (messages === undefined) byTopic.set(topic, [toMessage(record, partition, timestamp)]);
		else messages.push(toMessage(record, partition, timestamp));
	}
	const large = lines.some(({ bytes }) => bytes > BATCH_BYTES);
	return {
		topicMessages: [...byTopic].map(([topic, messages]) => ({ topic, messages })),
		compression: large ? kafkajs.CompressionTypes.GZIP : kafkajs.CompressionTypes.None,
	};
}

/** Each partition's lines stand one after the other from the offset that the broker gave the first. */
function placeLines(lines: readonly CallLine[], answers: readonly RecordMetadata[], sent: number, places: Map<CallLine, Appended>): void {
	const next = new Map<string, { offset: number; timestamp: number }>();
	for (const { topicName, partition, baseOffset, logAppendTime } of answers) {
		const timestamp = logAppendTime === undefined || logAppendTime === "-1" ? sent : Number(logAppendTime);
		if (baseOffset !== undefined) next.set(`${topicName}/${partition}`, { offset: Number(baseOffset), timestamp });
	}
	for (const line of lines) {
		const at = next.get(`${line.topic}/${line.partition}`);
		if (at === undefined) continue;
		places.set(line, { topic: line.topic, partition: line.partition, offset: at.offset, timestamp: at.timestamp });
		at.offset += 1;
	}
}
