import { deepStrictEqual } from "node:assert";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { extent } from "../../../../test/extent.ts";
import { BATCH, CONTROL, FRAME_BYTES, LENGTH_AT, LOG_APPEND_TIME, MAGIC, MAGIC_AT, TRANSACTIONAL } from "./batch-layout.ts";
import { registerCodecs } from "./codecs.ts";
import { crc32c } from "./crc32c.ts";
import { headerName, text } from "./messages.fixture.ts";
import { decodeBatches, type FetchedMessage } from "./record-batches.ts";
import { selectRecordCodec } from "./record-codec.ts";
import { decodeRecords } from "./record-decoder.ts";

beforeAll(registerCodecs);
afterEach(() => selectRecordCodec("fast"));

interface StoredRecord {
	readonly attributes: number;
	readonly timestampDelta: bigint;
	readonly offsetDelta: bigint;
	readonly key: Buffer | null;
	readonly value: Buffer | null;
	readonly headers: readonly (readonly [name: Buffer | null, value: Buffer | null])[];
	/** Of a later version of the format. */
	readonly rest: Buffer;
}
interface StoredBatch {
	readonly firstOffset: bigint;
	readonly firstTimestamp: bigint;
	readonly maxTimestamp: bigint;
	readonly flags: number;
	readonly codec: keyof typeof COMPRESS;
	/** Undefined: as many as there are. */
	readonly count?: number | undefined;
}

const COMPRESS = { 0: (records: Buffer) => records, 1: gzipSync, 4: zstdCompressSync } as const;

function varint(value: bigint): Buffer {
	const bytes: number[] = [];
	let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
	for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
	return Buffer.from([...bytes, Number(rest)]);
}

function sized(bytes: Buffer | null): Buffer {
	return bytes === null ? varint(-1n) : Buffer.concat([varint(BigInt(bytes.length)), bytes]);
}

function recordOf({ attributes, timestampDelta, offsetDelta, key, value, headers, rest }: StoredRecord): Buffer {
	const fields = [sized(key), sized(value), varint(BigInt(headers.length)), ...headers.flat().map(sized), rest];
	return sized(Buffer.concat([Buffer.from([attributes & 0xff]), varint(timestampDelta), varint(offsetDelta), ...fields]));
}

function batchOf({ firstOffset, firstTimestamp, maxTimestamp, flags, codec, count = 0 }: StoredBatch, records: Buffer): Buffer {
	const body = COMPRESS[codec](records);
	const batch = Buffer.concat([Buffer.alloc(BATCH.recordsAt), body]);
	batch.writeBigInt64BE(firstOffset, 0);
	batch.writeInt32BE(batch.length - FRAME_BYTES, LENGTH_AT);
	batch.writeInt8(MAGIC, MAGIC_AT);
	batch.writeInt16BE(flags | codec, BATCH.attributesAt);
	batch.writeInt32BE(Math.max(count - 1, 0), BATCH.lastOffsetDeltaAt);
	batch.writeBigInt64BE(firstTimestamp, BATCH.firstTimestampAt);
	batch.writeBigInt64BE(maxTimestamp, BATCH.maxTimestampAt);
	batch.writeInt32BE(count, BATCH.countAt);
	batch.writeUInt32BE(crc32c(batch.subarray(BATCH.attributesAt)), BATCH.crcAt);
	return batch;
}

const bytes = fc.oneof(
	fc.uint8Array({ maxLength: 90 }).map((array) => Buffer.from(array)),
	text.map((each) => Buffer.from(each)),
	fc.constantFrom(63, 64, 8_191, 8_192).map((length) => Buffer.alloc(length, "an order ")),
);
const field = fc.option(bytes, { nil: null, freq: 4 });
const header = fc.tuple(
	fc.option(
		headerName.map((name) => Buffer.from(name)),
		{ nil: null, freq: 300 },
	),
	field,
);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const mostly = <T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>) =>
	fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: other });
/** Around the largest that varints of 1, 2, 3 and 4 bytes have. */
const delta = fc
	.tuple(fc.constantFrom(0n, 6n, 13n, 20n, 0n, 6n, 13n, 20n, 27n), fc.integer({ min: -3, max: 1 }), fc.boolean())
	.map(([bits, by, isNegative]) => (2n ** bits + BigInt(by)) * (isNegative ? -1n : 1n));
const largeDelta = fc.oneof(fc.constantFrom(2n ** 31n, -(2n ** 31n), 2n ** 40n), int64);
const record: fc.Arbitrary<StoredRecord> = fc.record({
	attributes: fc.integer({ min: -128, max: 127 }),
	timestampDelta: mostly(delta, largeDelta),
	offsetDelta: mostly(delta, largeDelta),
	key: field,
	value: field,
	headers: fc.array(header, { maxLength: 7 }),
	rest: mostly(fc.constant(Buffer.alloc(0)), bytes),
});
const shape: fc.Arbitrary<StoredBatch> = fc.record({
	firstOffset: mostly(fc.bigInt({ min: 0n, max: 10_000n }), fc.constantFrom(2n ** 52n, 2n ** 53n, 2n ** 62n, -5n)),
	firstTimestamp: mostly(fc.constant(1_700_000_000_000n), fc.constantFrom(-1n, 0n, -(2n ** 53n), 2n ** 60n)),
	maxTimestamp: int64,
	flags: fc.array(fc.constantFrom(LOG_APPEND_TIME, TRANSACTIONAL, CONTROL)).map((set) => set.reduce((all, flag) => all | flag, 0)),
	codec: fc.constantFrom(0, 1, 4),
});

/** What is read of the partition: without fields of kafkajs that nothing reads. */
async function decodedBy(codec: "fast" | "kafkajs", batch: Buffer): Promise<unknown[]> {
	selectRecordCodec(codec);
	const messages: (FetchedMessage & { magicByte?: unknown; batchContext?: unknown })[] = await decodeBatches(batch, []);
	return messages.map(({ magicByte, batchContext, ...message }) => message);
}

async function expectTheSame(batch: Buffer): Promise<void> {
	// Vitest's equality does not accept that a header is called `constructor`.
	deepStrictEqual(await decodedBy("fast", batch), await decodedBy("kafkajs", batch));
}

describe("the records of a batch", () => {
	it("are those that kafkajs decodes, whatever they contain", async () => {
		await fc.assert(
			fc.asyncProperty(shape, fc.array(record, { maxLength: 6 }), async (batch, records) => {
				await expectTheSame(batchOf({ ...batch, count: records.length }, Buffer.concat(records.map(recordOf))));
			}),
			{ numRuns: extent(500, 10_000) },
		);
	});

	it("are those that kafkajs decodes, or fail as with it, where their bytes are cut, changed or counted wrong", async () => {
		// Bytes without the sign that a number continues: kafkajs reads a billion headers where they are counted so.
		const plain = fc.string({ maxLength: 100 }).map((each) => Buffer.from(each.replace(/[^ -~]/g, "?")));
		const plainField = fc.option(plain, { nil: null, freq: 4 });
		const plainRecord = record.chain((each) =>
			fc.record({
				...(Object.fromEntries(Object.entries(each).map(([name, value]) => [name, fc.constant(value)])) as {
					[K in keyof StoredRecord]: fc.Arbitrary<StoredRecord[K]>;
				}),
				timestampDelta: fc.bigInt({ min: -63n, max: 63n }),
				offsetDelta: fc.bigInt({ min: -63n, max: 63n }),
				key: plainField,
				value: plainField,
				headers: fc.array(fc.tuple(plain, plainField), { maxLength: 5 }),
				rest: fc.constant(Buffer.alloc(0)),
			}),
		);
		const fault = fc.record({ at: fc.nat(), remove: fc.nat(3), insert: fc.uint8Array({ maxLength: 3, max: 0x7f }) });
		const keptBytes = fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true }));
		await fc.assert(
			fc.asyncProperty(
				shape,
				fc.array(plainRecord, { minLength: 1, maxLength: 4 }),
				fc.array(fault, { maxLength: 2 }),
				fc.record({ kept: keptBytes, more: fc.integer({ min: -3, max: 3 }) }),
				async (batch, records, faults, { kept, more }) => {
					let stored = Buffer.concat(records.map(recordOf));
					for (const { at, remove, insert } of faults) {
						const from = at % (stored.length + 1);
						stored = Buffer.concat([stored.subarray(0, from), insert, stored.subarray(from + remove)]);
					}
					await expectTheSame(batchOf({ ...batch, count: records.length + more }, stored.subarray(0, Math.ceil(stored.length * kept))));
				},
			),
			{ numRuns: extent(1_500, 30_000) },
		);
	});

	it("are decoded here where they are as usual, and by kafkajs where they are not", async () => {
		const usual: StoredRecord = {
			attributes: 0,
			timestampDelta: 5n,
			offsetDelta: 0n,
			key: Buffer.from("k"),
			value: null,
			headers: [
				[Buffer.from("ce_type"), Buffer.from("ORDER_CREATED")],
				[Buffer.from("again"), Buffer.from("1")],
				[Buffer.from("again"), null],
			],
			rest: Buffer.alloc(0),
		};
		const batch = { firstOffset: 4n, firstTimestamp: 10n, maxTimestamp: 15n, flags: 0, codec: 0, count: 1 } as const;
		const decodeOne = (change: Partial<StoredRecord>) => decodeRecords(batchOf(batch, recordOf({ ...usual, ...change })));
		expect(await decodeOne({})).toStrictEqual([
			{
				attributes: 0,
				timestamp: "15",
				offset: "4",
				key: Buffer.from("k"),
				value: null,
				headers: { ce_type: Buffer.from("ORDER_CREATED"), again: [Buffer.from("1"), null] },
				isControlRecord: false,
			},
		]);
		const later = recordOf({ ...usual, rest: Buffer.from("a field of a later version") });
		expect(await decodeRecords(batchOf({ ...batch, count: 2 }, Buffer.concat([later, later])))).toHaveLength(2);
		expect(await decodeOne({ timestampDelta: 2n ** 40n })).toBeUndefined();
		expect(await decodeOne({ headers: [[Buffer.from("__proto__"), null]] })).toBeUndefined();
		expect(await decodeRecords(batchOf({ ...batch, firstOffset: 2n ** 60n }, recordOf(usual)))).toBeUndefined();
	});

	it("with many headers of one name are decoded (kafkajs copies all of them for each)", async () => {
		const headers = Array.from({ length: 50_000 }, () => [Buffer.from("n"), Buffer.from("v")] as const);
		const stored = recordOf({ attributes: 0, timestampDelta: 0n, offsetDelta: 0n, key: null, value: null, headers, rest: Buffer.alloc(0) });
		const [message] =
			(await decodeRecords(batchOf({ firstOffset: 0n, firstTimestamp: 0n, maxTimestamp: 0n, flags: 0, codec: 0, count: 1 }, stored))) ?? [];
		expect(message?.headers?.n).toHaveLength(headers.length);
	});
});
