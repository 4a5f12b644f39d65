/** Compression that kafkajs does not implement. It has gzip; Node has zstd; nothing here has Snappy and LZ4. */
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** All kafkajs clients of this process can read and write zstd. */
export function registerCodecs(): void {
	kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
		compress: (encoder: { readonly buffer: Buffer }) => compress(encoder.buffer),
		decompress: (buffer: Buffer) => decompress(buffer),
	});
}
