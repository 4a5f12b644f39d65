/**
 * The record batches of a fetched partition, decoded one by one. kafkajs decodes all partitions of a response together: a batch that it cannot
 * decode fails every partition of the broker. It also delivers records of aborted transactions where several overlap, and does not move on
 * past a batch whose records were compacted away.
 */
import type { KafkaMessage } from "kafkajs";
// @ts-expect-error: without types
import Decoder from "kafkajs/src/protocol/decoder.js";
// @ts-expect-error: without types
import decodeMessageSet from "kafkajs/src/protocol/messageSet/decoder.js";
// @ts-expect-error: without types
import crc32c from "kafkajs/src/protocol/recordBatch/crc32C/index.js";
// @ts-expect-error: without types
import decodeRecordBatch from "kafkajs/src/protocol/recordBatch/v0/decoder.js";

/** A batch that cannot be decoded, in place of its records: what follows it was not decoded. */
export interface UnreadableBatch {
	/** Its first; undefined where the broker itself could not read the partition. */
	readonly offset: number | undefined;
	/** Of its newest record, ms since the epoch; undefined where it is not known. */
	readonly timestamp: number | undefined;
	readonly reason: string;
}

/** As kafkajs has it. A control record is not delivered, but the position moves past it. */
export type FetchedMessage = KafkaMessage & { readonly isControlRecord?: boolean; readonly unreadable?: UnreadableBatch };

/** As the broker lists those of a fetched range. */
export interface AbortedTransaction {
	readonly producerId: string;
	readonly firstOffset: string;
}

interface Frame {
	readonly bytes: Buffer;
	readonly magic: number;
	readonly firstOffset: number;
	readonly lastOffset: number;
	readonly producerId: string;
	readonly isTransactional: boolean;
	readonly isControl: boolean;
	readonly timestamp: number | undefined;
}

const FRAME_START = 12;
const MAGIC_AT = 16;
const RECORD_BATCH = { magic: 2, crcAt: 17, attributesAt: 21, deltaAt: 23, maxTimestampAt: 35, producerAt: 43, bytes: 61 } as const;
/** A message of the formats before record batches, without key and value. */
const MESSAGE_BYTES = 26;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
/** In the key of a control record: two bytes for its version, two for its type. */
const CONTROL_TYPE_AT = 3;
const ABORT = 0;

/** Ends with an unreadable message after the first batch that cannot be decoded. */
export async function decodeBatches(bytes: Buffer, aborted: readonly AbortedTransaction[]): Promise<FetchedMessage[]> {
	const messages: FetchedMessage[] = [];
	const transactions = new AbortedTransactions(aborted);
	for (const frame of framesOf(bytes)) {
		if (!transactions.exclude(frame)) {
			try {
				for (const message of await decode(frame)) messages.push(message);
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
	for (let at = 0; at + FRAME_START <= all.length; ) {
		const to = at + FRAME_START + Math.max(all.readInt32BE(at + 8), MESSAGE_BYTES - FRAME_START);
		if (to > all.length) return;
		yield frameOf(all.subarray(at, to));
		at = to;
	}
}

function frameOf(bytes: Buffer): Frame {
	const firstOffset = Number(bytes.readBigInt64BE(0));
	const magic = bytes.readInt8(MAGIC_AT);
	if (magic !== RECORD_BATCH.magic || bytes.length < RECORD_BATCH.bytes) {
		const none = { producerId: "-1", isTransactional: false, isControl: false, timestamp: undefined };
		return { bytes, magic, firstOffset, lastOffset: firstOffset, ...none };
	}
	const attributes = bytes.readInt16BE(RECORD_BATCH.attributesAt);
	return {
		bytes,
		magic,
		firstOffset,
		lastOffset: firstOffset + bytes.readInt32BE(RECORD_BATCH.deltaAt),
		producerId: bytes.readBigInt64BE(RECORD_BATCH.producerAt).toString(),
		isTransactional: (attributes & TRANSACTIONAL) !== 0,
		isControl: (attributes & CONTROL) !== 0,
		timestamp: Number(bytes.readBigInt64BE(RECORD_BATCH.maxTimestampAt)),
	};
}

async function decode({ bytes, magic }: Frame): Promise<readonly FetchedMessage[]> {
	if (magic < RECORD_BATCH.magic) {
		const messages: FetchedMessage[] = await decodeMessageSet(new Decoder(bytes), bytes.length);
		// The oldest format has no timestamps.
		return messages.map((message) => ({ ...message, timestamp: message.timestamp ?? "-1" }));
	}
	if (magic > RECORD_BATCH.magic) throw new Error(`record format ${magic} is not known to this version`);
	// Decoding damaged records may take any time and memory.
	if (crc32c(bytes.subarray(RECORD_BATCH.attributesAt)) !== bytes.readUInt32BE(RECORD_BATCH.crcAt))
		throw new Error("its checksum is wrong");
	return (await decodeRecordBatch(new Decoder(bytes))).records;
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
