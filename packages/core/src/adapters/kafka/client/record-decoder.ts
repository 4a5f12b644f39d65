/**
 * Reads the records of a batch in one pass. kafkajs copies a record's headers once for each of them, and adds offsets and times as objects of
 * its own. It decides about what is unusual: fields that do not end where they should, and numbers that are larger than needed.
 */
import kafkajs from "kafkajs";
import { BATCH, COMPRESSION, CONTROL, LOG_APPEND_TIME } from "./batch-layout.ts";
import { type RecordMessage, RecordReader } from "./record-reader.ts";

/** Integers up to here can be added without rounding. */
const LARGEST = 2 ** 52;

/**
 * The messages of a complete batch, as kafkajs decodes them; without its private `batchContext` and `magicByte`. Undefined where kafkajs must
 * decide. Rejects with what is wrong with compressed data.
 */
export async function decodeRecords(batch: Buffer): Promise<readonly RecordMessage[] | undefined> {
	if (batch.length < BATCH.recordsAt) return undefined;
	const attributes = batch.readInt16BE(BATCH.attributesAt);
	const firstOffset = Number(batch.readBigInt64BE(0));
	const firstTimestamp = Number(batch.readBigInt64BE(BATCH.firstTimestampAt));
	if (Math.abs(firstOffset) > LARGEST || Math.abs(firstTimestamp) > LARGEST) return undefined;
	const count = batch.readInt32BE(BATCH.countAt);
	if (count <= 0) return count === 0 ? [] : undefined;
	const isAppendTime = (attributes & LOG_APPEND_TIME) !== 0;
	const reader = new RecordReader(await decompress(batch.subarray(BATCH.recordsAt), attributes & COMPRESSION), {
		firstOffset,
		firstTimestamp,
		timestamp: isAppendTime ? batch.readBigInt64BE(BATCH.maxTimestampAt).toString() : undefined,
		isControlRecord: (attributes & CONTROL) !== 0,
	});
	const messages: RecordMessage[] = [];
	for (let index = 0; index < count; index += 1) {
		const message = reader.next();
		if (message === undefined) return undefined;
		messages.push(message);
	}
	return messages;
}

async function decompress(data: Buffer, type: number): Promise<Buffer> {
	const codecs: Readonly<Record<number, () => { decompress(data: Buffer): Promise<Buffer> }>> = kafkajs.CompressionCodecs;
	return codecs[type]?.().decompress(data) ?? data;
}
