/**
 * The record batches of a fetched partition, decoded one by one. kafkajs decodes all partitions of a response together: a batch that it cannot
 * decode fails every partition of the broker. It also delivers records of aborted transactions where several overlap, and does not move on
 * past a batch whose records were compacted away.
 */
// @ts-expect-error: without types
import Decoder from "kafkajs/src/protocol/decoder.js";
// @ts-expect-error: without types
import decodeMessageSet from "kafkajs/src/protocol/messageSet/decoder.js";
// @ts-expect-error: without types
import kafkajsCrc32c from "kafkajs/src/protocol/recordBatch/crc32C/index.js";
// @ts-expect-error: without types
import decodeRecordBatch from "kafkajs/src/protocol/recordBatch/v0/decoder.js";
import { BATCH, CONTROL, FRAME_BYTES, LENGTH_AT, MAGIC, MAGIC_AT, TRANSACTIONAL } from "./batch-layout.ts";
import { crc32c } from "./crc32c.ts";
import { selectedRecordCodec } from "./record-codec.ts";
import { decodeRecords } from "./record-decoder.ts";
import type { RecordMessage } from "./record-reader.ts";

/** A batch that cannot be decoded, in place of its records: what follows it was not decoded. */
export interface UnreadableBatch {
	/** Its first; undefined where the broker itself could not read the partition. */
	readonly offset: number | undefined;
	/** Of its newest record, ms since the epoch; undefined where it is not known. */
	readonly timestamp: number | undefined;
	readonly reason: string;
}

export type FetchedMessage = RecordMessage & { readonly unreadable?: UnreadableBatch };

/** As the broker lists those of a fetched range. */
export interface AbortedTransaction {
	readonly producerId: string;
	readonly firstOffset: string;
}

interface Frame {
	readonly bytes: Buffer;
	readonly firstOffset: number;
	readonly lastOffset: number;
	readonly producerId: string;
	readonly isTransactional: boolean;
	readonly isControl: boolean;
	readonly timestamp: number | undefined;
}

/** A message of the formats before record batches, without key and value. */
const MESSAGE_BYTES = 26;
/** In the key of a control record: two bytes for its version, two for its type. */
const CONTROL_TYPE_AT = 3;
const ABORT = 0;

/** Ends with an unreadable message after the first batch that cannot be decoded, with what `decode` rejects as its reason. */
export async function decodeBatches(
	bytes: Buffer,
	aborted: readonly AbortedTransaction[],
	decode: (batch: Buffer) => Promise<readonly FetchedMessage[]> = decodeBatch,
): Promise<FetchedMessage[]> {
	const messages: FetchedMessage[] = [];
	const transactions = new AbortedTransactions(aborted);
	for (const frame of framesOf(bytes)) {
		if (!transactions.exclude(frame)) {
			try {
				for (const message of await decode(frame.bytes)) messages.push(message);
			} catch (error) {
				const { firstOffset: offset, timestamp } = frame;
				const reason = error instanceof Error ? error.message : String(error);
				messages.push(placeholder(frame.lastOffset, { unreadable: { offset, timestamp, reason } }));
				return messages;
			}
			transactions.endWith(frame, messages.at(-1));
		}
		if (Number(messages.at(-1)?.offset ?? -1) < frame.lastOffset) messages.push(placeholder(frame.lastOffset, { isControlRecord: true }));
	}
	return messages;
}

/** In place of records that are not delivered. */
export function placeholder(
	offset: number | string,
	more: { readonly isControlRecord: true } | { readonly unreadable: UnreadableBatch },
): FetchedMessage {
	return { key: null, value: null, timestamp: "-1", attributes: 0, offset: String(offset), headers: {}, ...more };
}

/** Complete ones: a broker ends a response anywhere. All formats begin with an offset and their length. */
function* framesOf(all: Buffer): Generator<Frame> {
	for (let at = 0; at + FRAME_BYTES <= all.length; ) {
		const to = at + FRAME_BYTES + Math.max(all.readInt32BE(at + LENGTH_AT), MESSAGE_BYTES - FRAME_BYTES);
		if (to > all.length) return;
		yield frameOf(all.subarray(at, to));
		at = to;
	}
}

function frameOf(bytes: Buffer): Frame {
	const firstOffset = Number(bytes.readBigInt64BE(0));
	const magic = bytes.readInt8(MAGIC_AT);
	if (magic !== MAGIC || bytes.length < BATCH.recordsAt) {
		const none = { producerId: "-1", isTransactional: false, isControl: false, timestamp: undefined };
		return { bytes, firstOffset, lastOffset: firstOffset, ...none };
	}
	const attributes = bytes.readInt16BE(BATCH.attributesAt);
	return {
		bytes,
		firstOffset,
		lastOffset: firstOffset + bytes.readInt32BE(BATCH.lastOffsetDeltaAt),
		producerId: bytes.readBigInt64BE(BATCH.producerAt).toString(),
		isTransactional: (attributes & TRANSACTIONAL) !== 0,
		isControl: (attributes & CONTROL) !== 0,
		timestamp: Number(bytes.readBigInt64BE(BATCH.maxTimestampAt)),
	};
}

/** A complete batch, of any format. Rejects with what is wrong with it. */
export async function decodeBatch(bytes: Buffer): Promise<readonly FetchedMessage[]> {
	const magic = bytes.readInt8(MAGIC_AT);
	if (magic < MAGIC) {
		const messages: FetchedMessage[] = await decodeMessageSet(new Decoder(bytes), bytes.length);
		// The oldest format has no timestamps.
		return messages.map((message) => ({ ...message, timestamp: message.timestamp ?? "-1" }));
	}
	if (magic > MAGIC) throw new Error(`record format ${magic} is not known to this version`);
	const isFast = selectedRecordCodec() === "fast";
	const checksum: number = (isFast ? crc32c : kafkajsCrc32c)(bytes.subarray(BATCH.attributesAt));
	// Decoding damaged records may take any time and memory.
	if (checksum !== bytes.readUInt32BE(BATCH.crcAt)) throw new Error("its checksum is wrong");
	const messages = isFast ? await decodeRecords(bytes) : undefined;
	return messages ?? (await decodeRecordBatch(new Decoder(bytes))).records;
}

/** Which batches belong to an aborted transaction: those of its producer from its first offset to its abort marker. */
class AbortedTransactions {
	readonly #ahead: readonly AbortedTransaction[];
	#next = 0;
	readonly #open = new Set<string>();

	constructor(aborted: readonly AbortedTransaction[]) {
		this.#ahead = aborted.toSorted((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
	}

	exclude({ lastOffset, producerId, isTransactional, isControl }: Frame): boolean {
		for (let each = this.#ahead[this.#next]; each !== undefined && Number(each.firstOffset) <= lastOffset; each = this.#ahead[this.#next]) {
			this.#open.add(each.producerId);
			this.#next += 1;
		}
		return isTransactional && !isControl && this.#open.has(producerId);
	}

	endWith({ isControl, producerId }: Frame, last: FetchedMessage | undefined): void {
		if (isControl && last?.key?.at(CONTROL_TYPE_AT) === ABORT) this.#open.delete(producerId);
	}
}
