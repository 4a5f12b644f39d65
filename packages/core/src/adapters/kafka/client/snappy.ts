/** Snappy as Kafka clients write it: Java's, in blocks behind a header of the xerial library, or one raw block (librdkafka). */
import { snappyUncompressor } from "hysnappy";

/** `\x82SNAPPY\0`, then two version numbers of 4 bytes. */
const MAGIC = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const HEADER_BYTES = 16;

/** Throws an Error where the data is not Snappy, or longer than `mostBytes` when decompressed. */
export function snappyDecompress(data: Buffer, mostBytes: number): Buffer {
	const blocks = data.subarray(0, MAGIC.length).equals(MAGIC) ? blocksOf(data) : [data];
	const lengths = blocks.map(lengthOf);
	const total = lengths.reduce((sum, length) => sum + length, 0);
	if (total > mostBytes) throw new RangeError(`${total} bytes when decompressed`);
	// One for all blocks: each has memory of its own.
	const decompress = snappyUncompressor();
	return Buffer.concat(blocks.map((block, at) => decompress(block, lengths[at] ?? 0)));
}

function blocksOf(data: Buffer): Buffer[] {
	const blocks: Buffer[] = [];
	for (let at = HEADER_BYTES; at < data.length; ) {
		const from = at + 4;
		const to = from + data.readInt32BE(at);
		if (to < from || to > data.length) throw new Error("a block is longer than the data");
		blocks.push(data.subarray(from, to));
		at = to;
	}
	return blocks;
}

/** A block begins with its decompressed length, 7 bits a byte. */
function lengthOf(block: Buffer): number {
	let length = 0;
	for (let at = 0; at < 5; at += 1) {
		const byte = block.readUInt8(at);
		length += (byte & 0x7f) * 2 ** (7 * at);
		if (byte < 0x80) return length;
	}
	throw new Error("a block without its length");
}
