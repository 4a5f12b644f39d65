/** Reads the records of a batch, one after the other. */
import type { IHeaders, KafkaMessage } from "kafkajs";

/** What the records of a batch share. Their offsets and times are stored as differences. */
export interface BatchContext {
	readonly firstOffset: number;
	readonly firstTimestamp: number;
	/** Of all records, where the broker set it. */
	readonly timestamp: string | undefined;
	readonly isControlRecord: boolean;
}

/** As kafkajs has it. A control record is not delivered, but the position moves past it. */
export type RecordMessage = KafkaMessage & { readonly isControlRecord?: boolean };

interface Span {
	readonly from: number;
	readonly to: number;
}

/** Varints of more than four bytes are unusual: lengths are limited to 128 MB, and times are less than 37 hours apart. */
const LAST_SHIFT = 21;
const CONTINUES = 0x80;
/** An object has it already, as what it inherits from. */
const UNUSUAL_NAME = "__proto__";

export class RecordReader {
	readonly #bytes: Buffer;
	readonly #context: BatchContext;
	/** The names of the previous record's headers: mostly those of the next. */
	readonly #names: (Span & { readonly text: string })[] = [];
	/** NaN once something was read that is unusual. */
	#at = 0;
	/** Of the record. */
	#end = 0;

	constructor(bytes: Buffer, context: BatchContext) {
		this.#bytes = bytes;
		this.#context = context;
	}

	/** Undefined where the next bytes are no record, or have fields that end outside of it. A later version's fields at the end are skipped. */
	next(): RecordMessage | undefined {
		const size = this.#varint();
		this.#end = this.#at + size;
		if (!(size > 0 && this.#end <= this.#bytes.length)) return undefined;
		const attributes = this.#bytes.readInt8(this.#at);
		this.#at += 1;
		const { firstOffset, firstTimestamp, timestamp, isControlRecord } = this.#context;
		const time = firstTimestamp + this.#varint();
		const offset = firstOffset + this.#varint();
		const message = {
			attributes,
			timestamp: timestamp ?? String(time),
			offset: String(offset),
			key: this.#field(),
			value: this.#field(),
			headers: this.#headers(),
			isControlRecord,
		};
		if (!(this.#at <= this.#end)) return undefined;
		this.#at = this.#end;
		return message;
	}

	#varint(): number {
		let raw = 0;
		for (let shift = 0; shift <= LAST_SHIFT; shift += 7) {
			const byte = this.#bytes[this.#at];
			if (byte === undefined) break;
			this.#at += 1;
			raw |= (byte & (CONTINUES - 1)) << shift;
			if (byte < CONTINUES) return (raw >>> 1) ^ -(raw & 1);
		}
		return this.#fail();
	}

	#field(): Buffer | null {
		const size = this.#varint();
		if (size === -1) return null;
		if (size < 0) this.#fail();
		const from = this.#at;
		this.#at += size;
		return this.#bytes.subarray(from, this.#at);
	}

	#headers(): IHeaders {
		const headers: Record<string, Buffer | null | (Buffer | null)[]> = {};
		const count = this.#varint();
		if (count < 0) this.#fail();
		for (let index = 0; index < count && this.#at <= this.#end; index += 1) {
			const name = this.#name(index);
			const value = this.#field();
			const before = headers[name];
			if (before === undefined) headers[name] = value;
			else if (Array.isArray(before)) before.push(value);
			else headers[name] = [before, value];
		}
		// kafkajs' type has no null: clients in other languages write it.
		return headers as IHeaders;
	}

	#name(index: number): string {
		const size = this.#varint();
		const name = { from: this.#at, to: this.#at + size };
		this.#at = name.to;
		const previous = this.#names[index];
		if (previous !== undefined && this.#isSame(previous, name)) return previous.text;
		const text = size >= 0 && name.to <= this.#end ? this.#bytes.toString("utf8", name.from, name.to) : UNUSUAL_NAME;
		if (text === UNUSUAL_NAME) this.#fail();
		this.#names[index] = { ...name, text };
		return text;
	}

	#isSame(a: Span, b: Span): boolean {
		const size = a.to - a.from;
		if (size !== b.to - b.from) return false;
		for (let at = 0; at < size; at += 1) if (this.#bytes[a.from + at] !== this.#bytes[b.from + at]) return false;
		return true;
	}

	#fail(): number {
		this.#at = Number.NaN;
		return Number.NaN;
	}
}
