/**
 * Writes the records of a batch into one buffer of their exact size. kafkajs allocates and clears 512 bytes for each record, and for each of
 * its headers, and copies them together.
 */
import type { Message } from "kafkajs";
import { varintBytes, writeVarint } from "./varint.ts";

/** A record to be written. */
interface Planned {
	readonly timestampDelta: number;
	readonly offsetDelta: number;
	/** Key, value, and of each header the name and the value. */
	readonly fields: readonly unknown[];
	/** Of each field; -1 for null. */
	readonly fieldBytes: readonly number[];
	/** Of what follows the record's own length. */
	readonly bytes: number;
}

/** Undefined where a message contains what is none of Kafka's types, and where times are far apart: kafkajs decides what becomes of it. */
export function encodeRecords(messages: readonly Message[], firstTimestamp: number, now: number): Buffer | undefined {
	const plan = messages.map((message, offsetDelta) => planOf(message, Number(message.timestamp || now) - firstTimestamp, offsetDelta));
	const size = plan.reduce((sum, { bytes }) => sum + varintBytes(bytes) + bytes, 0);
	if (Number.isNaN(size)) return undefined;
	const records = Buffer.allocUnsafe(size);
	const end = plan.reduce((at, planned) => writeRecord(records, at, planned), 0);
	if (end !== size) throw new Error(`records of ${size} bytes were written as ${end}`);
	return records;
}

function planOf(message: Message, timestampDelta: number, offsetDelta: number): Planned {
	const fields = fieldsOf(message);
	const fieldBytes = fields.map(bytesOf);
	let bytes = 1 + varintBytes(timestampDelta) + varintBytes(offsetDelta) + varintBytes(headersIn(fields));
	for (const size of fieldBytes) bytes += varintBytes(size) + Math.max(size, 0);
	const fits = timestampDelta === (timestampDelta | 0);
	return { timestampDelta, offsetDelta, fields, fieldBytes, bytes: fits ? bytes : Number.NaN };
}

function fieldsOf({ key, value, headers = {} }: Message): readonly unknown[] {
	const fields: unknown[] = [key ?? null, value ?? null];
	// kafkajs refuses headers that are null, although Kafka has such.
	if (headers === null) return [...fields, undefined];
	for (const name of Object.keys(headers)) {
		const values = headers[name];
		if (Array.isArray(values)) for (const each of values) fields.push(name, each ?? undefined);
		else fields.push(name, values ?? undefined);
	}
	return fields;
}

function headersIn(fields: readonly unknown[]): number {
	return (fields.length - 2) / 2;
}

function bytesOf(field: unknown): number {
	if (typeof field === "string") return Buffer.byteLength(field);
	if (field === null) return -1;
	return Buffer.isBuffer(field) ? field.length : Number.NaN;
}

function writeRecord(into: Buffer, from: number, planned: Planned): number {
	let at = writeVarint(into, from, planned.bytes);
	// The attributes, of which there are none.
	into[at] = 0;
	at = writeVarint(into, at + 1, planned.timestampDelta);
	at = writeVarint(into, at, planned.offsetDelta);
	at = writeField(into, at, planned, 0);
	at = writeField(into, at, planned, 1);
	at = writeVarint(into, at, headersIn(planned.fields));
	for (let index = 2; index < planned.fields.length; index += 1) at = writeField(into, at, planned, index);
	return at;
}

function writeField(into: Buffer, from: number, { fields, fieldBytes }: Planned, index: number): number {
	const [field, size = -1] = [fields[index], fieldBytes[index]];
	const at = writeVarint(into, from, size);
	if (typeof field === "string") return at + into.write(field, at, size);
	if (Buffer.isBuffer(field)) into.set(field, at);
	return at + Math.max(size, 0);
}
