/** A kafkajs producer, from its first use to its first failure. */
import kafkajs, { type Message, type Producer, type RecordMetadata } from "kafkajs";
import { withDeadline } from "../../../async/deadline.ts";
import { StoreError } from "../../../ports/errors.ts";
import type { Appended, NewRecord } from "../../../ports/event-log.ts";
import { createClient, type KafkaContext } from "../client/connection.ts";
import { toMessage } from "../client/records.ts";
import { withRequestTimeout } from "../client/request-timeout.ts";
import { SEND_RETRY } from "../client/settings.ts";
import { BATCH_BYTES, type Line } from "./rounds.ts";

export interface RecordLine extends Line {
	readonly record: NewRecord;
}

export interface Sender extends AsyncDisposable {
	/** The position of each line, in order. Rejects with an error of kafkajs, StoreError. After that it must not be used again (kafkajs #598). */
	send(round: readonly RecordLine[], timestamp: number): Promise<readonly Appended[]>;
}

/** How often lines that a request omitted are sent again. */
const RESENDS = 3;

export function createSender(context: KafkaContext): Sender {
	const { settings } = context;
	let connected: Promise<Producer> | undefined;

	async function connect(): Promise<Producer> {
		const producer = createClient(context).producer({
			idempotent: true,
			maxInFlightRequests: 1,
			metadataMaxAge: settings.metadataMs,
			allowAutoTopicCreation: false,
			createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
			retry: SEND_RETRY,
		});
		await producer.connect();
		return producer;
	}

	function reconnect(previous: Producer): Promise<Producer> {
		void previous.disconnect().catch(() => undefined);
		return connect();
	}

	async function send(round: readonly RecordLine[], timestamp: number): Promise<readonly Appended[]> {
		connected ??= connect();
		const positions = new Map<RecordLine, Appended>();
		// When a partition's leader moves to a broker that has responded already, kafkajs omits its messages without an error.
		for (let sent = 0; positions.size < round.length; sent += 1) {
			if (sent > RESENDS) throw new StoreError("UNAVAILABLE", "Kafka did not return the offsets of all records");
			const left = round.filter((line) => !positions.has(line));
			// Nor does it send to a partition that was added since it fetched metadata: a new producer knows it.
			if (sent === RESENDS) connected = reconnect(await connected);
			const producer = await connected;
			const responses = await producer.sendBatch({ ...requestOf(left, timestamp), acks: -1 });
			for (const [line, position] of positionsOf(left, responses, timestamp)) positions.set(line, position);
		}
		return round.map((line) => positions.get(line) as Appended);
	}

	return {
		send: (round, timestamp) => withRequestTimeout(settings.appendMs, "appending", send(round, timestamp)),
		async [Symbol.asyncDispose]() {
			const disconnected = connected?.then((producer) => producer.disconnect()).catch(() => undefined);
			if (disconnected !== undefined) await withDeadline(disconnected, settings.closeMs, () => undefined);
		},
	};
}

/** Gzip where a record alone exceeds a topic's default limit: its batch is measured after compression. */
function requestOf(
	lines: readonly RecordLine[],
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

/** The lines of each partition have consecutive offsets, from the one that the broker returned for the first. */
function positionsOf(lines: readonly RecordLine[], responses: readonly RecordMetadata[], sent: number): Map<RecordLine, Appended> {
	const next = new Map<string, { offset: number; timestamp: number }>();
	for (const { topicName, partition, baseOffset, logAppendTime } of responses) {
		const timestamp = logAppendTime === undefined || logAppendTime === "-1" ? sent : Number(logAppendTime);
		if (baseOffset !== undefined) next.set(`${topicName}/${partition}`, { offset: Number(baseOffset), timestamp });
	}
	const positions = new Map<RecordLine, Appended>();
	for (const line of lines) {
		const at = next.get(`${line.topic}/${line.partition}`);
		if (at === undefined) continue;
		positions.set(line, { topic: line.topic, partition: line.partition, offset: at.offset, timestamp: at.timestamp });
		at.offset += 1;
	}
	return positions;
}
