import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { snappyCompress } from "hysnappy";
import kafkajs from "kafkajs";
import { compressFrameSync } from "lz4-napi";
import { beforeAll, describe, expect, it } from "vitest";
import { registerCodecs } from "./codecs.ts";
import { snappyDecompress } from "./snappy.ts";

beforeAll(registerCodecs);

const { CompressionTypes, CompressionCodecs } = kafkajs;
const rawSnappy = (data: Buffer) => Buffer.from(snappyCompress(data));

/** As Java's library writes it: a header, then blocks, each after its length. */
function xerialSnappy(data: Buffer, blockBytes: number): Buffer {
	const blocks: Buffer[] = [Buffer.from("82534e41505059000000000100000001", "hex")];
	for (let at = 0; at < data.length; at += blockBytes) {
		const block = rawSnappy(data.subarray(at, at + blockBytes));
		const length = Buffer.alloc(4);
		length.writeInt32BE(block.length);
		blocks.push(length, block);
	}
	return Buffer.concat(blocks);
}

const FORMATS = [
	["gzip", CompressionTypes.GZIP, gzipSync],
	["Snappy in one block", CompressionTypes.Snappy, rawSnappy],
	["Snappy in blocks", CompressionTypes.Snappy, (data: Buffer) => xerialSnappy(data, 500)],
	["LZ4", CompressionTypes.LZ4, (data: Buffer) => compressFrameSync(data, { contentChecksum: true, blockChecksums: true })],
	["zstd", CompressionTypes.ZSTD, zstdCompressSync],
] as const;

const data = fc
	.array(
		fc.oneof(
			fc.uint8Array({ maxLength: 300 }),
			fc.string({ maxLength: 20 }).map((text) => Buffer.from(text.repeat(40))),
		),
		{ minLength: 1 },
	)
	.map((parts) => Buffer.concat(parts))
	.filter(({ length }) => length > 0);

describe.each(FORMATS)("%s", (_name, type, compress) => {
	const decompress = (bytes: Buffer): Promise<Buffer> => CompressionCodecs[type]().decompress(bytes);

	it("is decompressed to what was compressed", async () => {
		await fc.assert(
			fc.asyncProperty(data, async (given) => {
				expect(await decompress(compress(given))).toEqual(given);
			}),
		);
		const large = Buffer.alloc(3_000_000, "an order ");
		expect((await decompress(compress(large))).equals(large)).toBe(true);
	});

	it("that is truncated is an error, and not fewer records", async () => {
		await fc.assert(
			fc.asyncProperty(data, fc.double({ min: 0, max: 0.99, noNaN: true }), async (given, part) => {
				const bytes = compress(given);
				const outcome = await decompress(bytes.subarray(0, Math.floor(bytes.length * part))).catch(() => "an error");
				// Blocks of Snappy that are missing at the end leave no trace: the number of records does.
				if (outcome !== "an error") expect(given.subarray(0, outcome.length)).toEqual(outcome);
			}),
		);
	});
});

it("refuses data that would fill the memory", async () => {
	const bomb = zstdCompressSync(Buffer.alloc(130 * 1024 * 1024));
	await expect(CompressionCodecs[CompressionTypes.ZSTD]().decompress(bomb)).rejects.toThrow();
	expect(() => snappyDecompress(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0f]), 1_000)).toThrow("4294967295 bytes");
});

it("refuses Snappy blocks that are no blocks, without reading or writing past their ends", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, framed) => {
			const head = framed ? Buffer.from("82534e41505059000000000100000001", "hex") : Buffer.alloc(0);
			const read = () => snappyDecompress(Buffer.concat([head, bytes]), 1_000_000);
			try {
				expect(read()).toBeInstanceOf(Buffer);
			} catch (error) {
				expect(error).toBeInstanceOf(Error);
			}
		}),
	);
});
