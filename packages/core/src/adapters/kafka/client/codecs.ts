/** Compression that kafkajs leaves to others. Gzip is its own; Node has zstd; Snappy and LZ4 it has not. */
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Lets all kafkajs clients of this process read and write zstd. */
export function registerCodecs(): void {
	kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
		compress: (encoder: { readonly buffer: Buffer }) => compress(encoder.buffer),
		decompress: (buffer: Buffer) => decompress(buffer),
	});
}
