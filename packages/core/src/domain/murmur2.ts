/** Kafka's default partitioning: murmur2 over the key's bytes, so that a record lands on the same partition in every adapter. */

const SEED = 0x9747b28c;
const M = 0x5bd1e995;

/** Murmur2 of the bytes as a signed 32-bit integer. */
export function murmur2(bytes: Uint8Array): number {
	const whole = bytes.length & ~3;
	let hash = SEED ^ bytes.length;
	for (let at = 0; at < whole; at += 4) {
		const word = byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8) | (byteAt(bytes, at + 2) << 16) | (byteAt(bytes, at + 3) << 24);
		const mixed = Math.imul(word, M);
		hash = Math.imul(hash, M) ^ Math.imul(mixed ^ (mixed >>> 24), M);
	}
	const rest = bytes.length - whole;
	if (rest === 3) hash ^= byteAt(bytes, whole + 2) << 16;
	if (rest >= 2) hash ^= byteAt(bytes, whole + 1) << 8;
	if (rest >= 1) hash = Math.imul(hash ^ byteAt(bytes, whole), M);
	hash = Math.imul(hash ^ (hash >>> 13), M);
	return hash ^ (hash >>> 15);
}

/** The partition of a key, of `partitions`. The sign bit is cleared, as Kafka does; it is not the absolute value. */
export function partitionOf(key: Uint8Array, partitions: number): number {
	return (murmur2(key) & 0x7fffffff) % partitions;
}

function byteAt(bytes: Uint8Array, index: number): number {
	return bytes[index] ?? 0;
}
