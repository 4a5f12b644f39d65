/** The checksum of record batches: CRC-32C, eight bytes a step ("slicing-by-8", Kounavis and Berry 2005). kafkajs takes one byte a step. */

/** Castagnoli's, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** At `slice * 256 + byte`: the remainder of the byte followed by `slice` zero bytes. */
const REMAINDERS = createRemainders();

function createRemainders(): Int32Array {
	const remainders = new Int32Array(SLICES * 256);
	for (let byte = 0; byte < 256; byte += 1) {
		let remainder = byte;
		for (let bit = 0; bit < 8; bit += 1) remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ POLYNOMIAL;
		remainders[byte] = remainder;
	}
	for (let at = 256; at < remainders.length; at += 1) {
		const shorter = remainders[at - 256] ?? 0;
		remainders[at] = (shorter >>> 8) ^ (remainders[shorter & 0xff] ?? 0);
	}
	return remainders;
}

function remainderOf(byte: number, slice: number): number {
	return REMAINDERS[slice * 256 + byte] ?? 0;
}

function byteAt(bytes: Uint8Array, index: number): number {
	return bytes[index] ?? 0;
}

/** From 0 to 2^32 - 1. */
export function crc32c(bytes: Uint8Array): number {
	const whole = bytes.length - (bytes.length % SLICES);
	let crc = -1;
	for (let at = 0; at < whole; at += SLICES) {
		crc =
			remainderOf(byteAt(bytes, at) ^ (crc & 0xff), 7) ^
			remainderOf(byteAt(bytes, at + 1) ^ ((crc >>> 8) & 0xff), 6) ^
			remainderOf(byteAt(bytes, at + 2) ^ ((crc >>> 16) & 0xff), 5) ^
			remainderOf(byteAt(bytes, at + 3) ^ (crc >>> 24), 4) ^
			remainderOf(byteAt(bytes, at + 4), 3) ^
			remainderOf(byteAt(bytes, at + 5), 2) ^
			remainderOf(byteAt(bytes, at + 6), 1) ^
			remainderOf(byteAt(bytes, at + 7), 0);
	}
	for (let at = whole; at < bytes.length; at += 1) crc = remainderOf((byteAt(bytes, at) ^ crc) & 0xff, 0) ^ (crc >>> 8);
	return ~crc >>> 0;
}
