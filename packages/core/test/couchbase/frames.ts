/** Couchbase's key-value protocol as bytes: a header of 24 and a body, one frame after another. */

export const REQUEST = 0x80;
export const RESPONSE = 0x81;
/** The same with framing extras, which carry a request's durability level and how long an answer took. */
const PLAIN_OF: ReadonlyMap<number, number> = new Map([
	[0x08, REQUEST],
	[0x18, RESPONSE],
]);
const HEADER = 24;

export const OPCODES = {
	get: 0x00,
	set: 0x01,
	add: 0x02,
	replace: 0x03,
	remove: 0x04,
	noop: 0x0a,
	hello: 0x1f,
	authenticate: 0x21,
	authenticateStep: 0x22,
	config: 0xb5,
	collectionId: 0xbb,
} as const;

export interface Frame {
	readonly magic: number;
	readonly opcode: number;
	/** The vBucket of a request, the status of a response. */
	readonly status: number;
	readonly opaque: number;
	readonly cas: bigint;
	readonly datatype: number;
	/** True for a write that asked to be durable on several nodes. */
	readonly durable: boolean;
	readonly extras: Buffer;
	readonly key: Buffer;
	readonly value: Buffer;
}

/** Calls `take` for each whole frame of the bytes that are pushed. */
export function frameReader(take: (frame: Frame) => void): (bytes: Buffer) => void {
	let rest: Buffer = Buffer.alloc(0);
	return (bytes) => {
		rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
		while (rest.length >= HEADER && rest.length >= HEADER + rest.readUInt32BE(8)) {
			const length = HEADER + rest.readUInt32BE(8);
			take(frameOf(rest.subarray(0, length)));
			rest = rest.subarray(length);
		}
	};
}

function frameOf(bytes: Buffer): Frame {
	const plain = PLAIN_OF.get(bytes.readUInt8(0));
	const framed = plain !== undefined;
	const framing = framed ? bytes.readUInt8(2) : 0;
	const keyLength = framed ? bytes.readUInt8(3) : bytes.readUInt16BE(2);
	const extrasAt = HEADER + framing;
	const keyAt = extrasAt + bytes.readUInt8(4);
	return {
		magic: plain ?? bytes.readUInt8(0),
		opcode: bytes.readUInt8(1),
		datatype: bytes.readUInt8(5),
		status: bytes.readUInt16BE(6),
		opaque: bytes.readUInt32BE(12),
		cas: bytes.readBigUInt64BE(16),
		durable: plain === REQUEST && framing > 0 && bytes.readUInt8(HEADER) >> 4 === 1,
		extras: bytes.subarray(extrasAt, keyAt),
		key: bytes.subarray(keyAt, keyAt + keyLength),
		value: bytes.subarray(keyAt + keyLength),
	};
}

/** The frame's bytes, without framing extras. */
export function bytesOf({ magic, opcode, datatype, status, opaque, cas, extras, key, value }: Omit<Frame, "durable">): Buffer {
	const header = Buffer.alloc(HEADER);
	header.writeUInt8(magic, 0);
	header.writeUInt8(opcode, 1);
	header.writeUInt16BE(key.length, 2);
	header.writeUInt8(extras.length, 4);
	header.writeUInt8(datatype, 5);
	header.writeUInt16BE(status, 6);
	header.writeUInt32BE(extras.length + key.length + value.length, 8);
	header.writeUInt32BE(opaque, 12);
	header.writeBigUInt64BE(cas, 16);
	return Buffer.concat([header, extras, key, value]);
}
