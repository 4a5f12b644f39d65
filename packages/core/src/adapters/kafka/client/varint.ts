/** Kafka's variable-length integers: zigzag, seven bits a byte, the lowest first. */

/** The bytes of the varint of a 32-bit integer. */
export function varintBytes(value: number): number {
	const zigzag = (value << 1) ^ (value >> 31);
	if (zigzag >>> 7 === 0) return 1;
	if (zigzag >>> 14 === 0) return 2;
	if (zigzag >>> 21 === 0) return 3;
	return zigzag >>> 28 === 0 ? 4 : 5;
}

/** Writes a 32-bit integer; returns where it ends. */
export function writeVarint(into: Buffer, from: number, value: number): number {
	let at = from;
	let rest = (value << 1) ^ (value >> 31);
	for (; rest >>> 7 !== 0; rest >>>= 7) {
		into[at] = (rest & 0x7f) | 0x80;
		at += 1;
	}
	into[at] = rest;
	return at + 1;
}
