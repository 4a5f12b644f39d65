/**
 * Kafka's four compression formats, for all kafkajs clients of this process: gzip and zstd from Node, Snappy and LZ4 from packages. kafkajs has
 * only gzip. We write gzip; the others are read.
 */
import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import kafkajs from "kafkajs";
import { snappyDecompress } from "./snappy.ts";

/** Of one record batch. Brokers limit what is compressed: a few kilobytes can decompress to more than there is memory. */
const MOST_BYTES = 128 * 1024 * 1024;
/** The numbers that three bits can name and Kafka has not assigned. */
const UNASSIGNED = [5, 6, 7];

const inflate = promisify(gunzip);
const decompressZstd = promisify(zstdDecompress);

/** An LZ4 byte stands for 255 at most, so its limit follows from the size of a fetch. Loaded with its first use: few need the native part. */
async function decompressLz4(data: Buffer): Promise<Buffer> {
	return (await import("lz4-napi")).decompressFrame(data);
}

let registered = false;

/** Their `decompress` rejects with what is wrong with the data. */
export function registerCodecs(): void {
	if (registered) return;
	registered = true;
	const { CompressionCodecs: codecs, CompressionTypes: types } = kafkajs;
	const { compress } = codecs[types.GZIP]();
	codecs[types.GZIP] = () => ({ compress, decompress: (data: Buffer) => inflate(data, { maxOutputLength: MOST_BYTES }) });
	codecs[types.Snappy] = readOnly("Snappy", async (data) => snappyDecompress(data, MOST_BYTES));
	codecs[types.LZ4] = readOnly("LZ4", decompressLz4);
	codecs[types.ZSTD] = readOnly("zstd", (data) => decompressZstd(data, { maxOutputLength: MOST_BYTES }));
	// Without these kafkajs takes the data for uncompressed records.
	for (const type of UNASSIGNED) Object.assign(codecs, { [type]: readOnly(`type ${type}`, unknownTo(type)) });
}

function readOnly(name: string, decompress: (data: Buffer) => Promise<Buffer>) {
	return () => ({ compress: () => Promise.reject(new Error(`compressing with ${name} is not supported`)), decompress });
}

function unknownTo(type: number) {
	return () => Promise.reject(new Error(`compression type ${type} is not known to this version`));
}
