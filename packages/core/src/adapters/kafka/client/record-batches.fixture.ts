/** For tests: record batches as brokers store them. */
// @ts-expect-error: without types
import crc32c from "kafkajs/src/protocol/recordBatch/crc32C/index.js";
// @ts-expect-error: without types
import encodeRecord from "kafkajs/src/protocol/recordBatch/record/v0/index.js";

export const CODECS = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 } as const;

export interface BatchOptions {
	/** Of its first record. */
	readonly offset: number;
	/** A record with each key, in consecutive offsets. */
	readonly keys: readonly string[];
	/** How often its only record is repeated. */
	readonly times?: number;
	/** The last offset, where compaction has removed the records there. */
	readonly last?: number;
	readonly codec?: number;
	readonly compress?: (records: Buffer) => Buffer;
	/** Set: the batch is part of a transaction of this producer. */
	readonly producerId?: number;
	/** Makes it the marker that ends the producer's transaction. */
	readonly marker?: "abort" | "commit";
	readonly timestamp?: number;
}

export function batch({ offset, keys, codec = 0, compress = (records) => records, producerId, marker, ...more }: BatchOptions): Buffer {
	const timestamp = more.timestamp ?? 1_700_000_000_000;
	const records =
		marker === undefined ? keys.map((key) => ({ key: Buffer.from(key), value: Buffer.from(`value of ${key}`) })) : [control(marker)];
	const encoded = records.map((record, offsetDelta): Buffer => encodeRecord({ ...record, offsetDelta, timestampDelta: 0 }).buffer);
	const count = records.length * (more.times ?? 1);
	const body = compress(Buffer.concat(more.times === undefined ? encoded : Array<Buffer>(count).fill(encoded[0] as Buffer)));
	const header = Buffer.alloc(61);
	header.writeBigInt64BE(BigInt(offset), 0);
	header.writeInt32BE(header.length - 12 + body.length, 8);
	header.writeInt8(2, 16);
	header.writeInt16BE(codec | (producerId === undefined ? 0 : 0x10) | (marker === undefined ? 0 : 0x20), 21);
	header.writeInt32BE((more.last ?? offset + Math.max(records.length, 1) - 1) - offset, 23);
	header.writeBigInt64BE(BigInt(timestamp), 27);
	header.writeBigInt64BE(BigInt(timestamp), 35);
	header.writeBigInt64BE(BigInt(producerId ?? -1), 43);
	header.writeInt16BE(-1, 51);
	header.writeInt32BE(-1, 53);
	header.writeInt32BE(count, 57);
	const whole = Buffer.concat([header, body]);
	whole.writeUInt32BE(crc32c(whole.subarray(21)), 17);
	return whole;
}

/** Version 0, then the type. */
function control(marker: "abort" | "commit") {
	return { key: Buffer.from([0, 0, 0, marker === "abort" ? 0 : 1]), value: Buffer.alloc(6) };
}
