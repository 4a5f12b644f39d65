/** Replaces how kafkajs encodes the record batches of a produce request; see record-encoder.ts. */
import kafkajs, { type CompressionTypes, type Message } from "kafkajs";
// @ts-expect-error: without types
import Encoder from "kafkajs/src/protocol/encoder.js";
// @ts-expect-error: without types
import produce from "kafkajs/src/protocol/requests/produce/index.js";
import { BATCH, COMPRESSION, FRAME_BYTES, LENGTH_AT, MAGIC, TRANSACTIONAL } from "./batch-layout.ts";
import { crc32c } from "./crc32c.ts";
import { keepValues } from "./decoded-batches.ts";
import { selectedRecordCodec } from "./record-codec.ts";
import { encodeRecords } from "./record-encoder.ts";

/** Of kafkajs' encoder, what is used here. A 64-bit integer may be one of its own, a number or a text. */
interface Writer {
	buf: Buffer;
	readonly buffer: Buffer;
	writeInt8(value: number): Writer;
	writeInt16(value: number): Writer;
	writeInt32(value: number): Writer;
	writeInt64(value: unknown): Writer;
	writeString(value: string | null): Writer;
	writeBuffer(value: Buffer): Writer;
}

interface PartitionData {
	readonly partition: number;
	readonly firstSequence?: number;
	readonly messages: readonly Message[];
}
interface ProducerData {
	readonly transactionalId?: string | null | undefined;
	readonly producerId?: unknown;
	readonly producerEpoch?: number | undefined;
	readonly compression?: CompressionTypes | undefined;
}
/** What kafkajs passes for a request. */
export interface ProduceData extends ProducerData {
	readonly acks: number;
	readonly timeout: number;
	readonly topicData: readonly { readonly topic: string; readonly partitions: readonly PartitionData[] }[];
}
type Protocol = (data: ProduceData) => { readonly request: { encode(): Promise<Writer> }; readonly response: unknown };

/** The first version of the request with record batches. */
const RECORD_BATCHES = 3;

const { protocol } = produce as { protocol?: (of: { version: number }) => Protocol };

export function encodeProduceRequests(): void {
	if (typeof protocol !== "function") throw new TypeError("this kafkajs is not 2.2.4: it encodes produce requests elsewhere");
	produce.protocol = ({ version }: { version: number }) =>
		version < RECORD_BATCHES ? protocol({ version }) : faster(protocol({ version }));
}

function faster(original: Protocol): Protocol {
	return (data) => {
		const { request, response } = original(data);
		const encode = async () => (selectedRecordCodec() === "fast" ? await encodeProduce(data) : undefined) ?? request.encode();
		return { request: { ...request, encode }, response };
	};
}

/** As versions 3 to 7 of the request have it. Undefined where kafkajs must decide: see encodeRecords. */
async function encodeProduce({ acks, timeout, topicData, ...producer }: ProduceData): Promise<Writer | undefined> {
	const { transactionalId = null } = producer;
	const topics = [];
	let bytes = stringBytes(transactionalId) + 10;
	for (const { topic, partitions } of topicData) {
		const batches = [];
		bytes += stringBytes(topic) + 4;
		for (const data of partitions) {
			const batch = await encodeBatch(data, producer);
			if (batch === undefined) return undefined;
			const values = data.messages.map(({ value }) => value);
			if (values.every(isBufferOrNull)) keepValues({ topic, partition: data.partition }, batch, values);
			batches.push({ partition: data.partition, batch });
			bytes += 8 + batch.length;
		}
		topics.push({ topic, batches });
	}
	const request = writerOn(Buffer.allocUnsafe(bytes)).writeString(transactionalId).writeInt16(acks).writeInt32(timeout);
	request.writeInt32(topics.length);
	for (const { topic, batches } of topics) {
		request.writeString(topic).writeInt32(batches.length);
		for (const { partition, batch } of batches) request.writeInt32(partition).writeInt32(batch.length).writeBuffer(batch);
	}
	return request;
}

async function encodeBatch({ messages, firstSequence = 0 }: PartitionData, producer: ProducerData): Promise<Buffer | undefined> {
	const { transactionalId, producerId = -1, producerEpoch = 0, compression = kafkajs.CompressionTypes.None } = producer;
	const now = Date.now();
	// Sorted as texts, as kafkajs does: all have as many digits.
	const timestamps = messages.flatMap(({ timestamp }) => timestamp ?? []).sort();
	const [first, last] = [timestamps[0] ?? now, timestamps.at(-1) ?? now];
	const records = encodeRecords(messages, Number(first), now);
	if (records === undefined) return undefined;
	const header = writerOn(Buffer.alloc(BATCH.recordsAt))
		.writeInt64(0)
		// The batch's length, and the epoch of the partition's leader, which the broker sets.
		.writeInt32(0)
		.writeInt32(0)
		.writeInt8(MAGIC)
		// The checksum.
		.writeInt32(0)
		.writeInt16((compression & COMPRESSION) | (transactionalId ? TRANSACTIONAL : 0))
		.writeInt32(messages.length - 1)
		.writeInt64(first)
		.writeInt64(last)
		.writeInt64(producerId)
		.writeInt16(producerEpoch)
		.writeInt32(firstSequence)
		.writeInt32(messages.length);
	const written = await compress(records, compression);
	if (written === undefined) return undefined;
	const batch = Buffer.concat([header.buffer, written]);
	batch.writeInt32BE(batch.length - FRAME_BYTES, LENGTH_AT);
	batch.writeUInt32BE(crc32c(batch.subarray(BATCH.attributesAt)), BATCH.crcAt);
	return batch;
}

function isBufferOrNull(value: unknown): value is Buffer | null {
	return value === null || Buffer.isBuffer(value);
}

/** Rejects as the codec does. */
async function compress(records: Buffer, type: CompressionTypes): Promise<Buffer | undefined> {
	if (type === kafkajs.CompressionTypes.None) return records;
	return kafkajs.CompressionCodecs[type]?.().compress(Object.assign(writerOn(records), { offset: records.length }));
}

/** Writes from the buffer's start on, and into a larger copy where it is too small. */
function writerOn(buffer: Buffer): Writer {
	return Object.assign(new Encoder(0), { buf: buffer });
}

function stringBytes(text: string | null): number {
	return 2 + Buffer.byteLength(text ?? "");
}
