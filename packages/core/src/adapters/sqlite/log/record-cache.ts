/**
 * A run of records of a partition without gaps, kept so that the groups that are about to read it read the same objects and none reads the
 * file. Bounded: the oldest go first, and a group that falls behind reads the file.
 */
import type { LogRecord } from "../../../ports/event-log.ts";

const MAX_RECORDS = 4_096;
const MAX_BYTES = 2 * 1024 * 1024;
/** What a record weighs beside its value and its key: object, headers. */
const OVERHEAD_BYTES = 400;

export class Tail {
	#records: LogRecord[] = [];
	/** Those before it have been given up. */
	#head = 0;
	#bytes = 0;

	/** The record must be the one after the last. */
	push(record: LogRecord): void {
		this.#records.push(record);
		this.#bytes += weightOf(record);
		while (this.#records.length - this.#head > MAX_RECORDS || this.#bytes > MAX_BYTES) this.#giveUpFirst();
	}

	/** The offset after the last record; 0 when there is none. */
	get end(): number {
		const last = this.#records.at(-1);
		return last === undefined ? 0 : last.offset + 1;
	}

	/** How many records from `from` on are here; 0 also when the run begins after it. */
	from(from: number): number {
		const first = this.#records[this.#head];
		return first === undefined || from < first.offset ? 0 : Math.max(0, this.end - from);
	}

	/** Adds the records; when they do not follow the last one, the run begins anew with them. */
	extend(records: readonly LogRecord[]): void {
		if (records[0]?.offset !== this.end) this.clear();
		for (const record of records) this.push(record);
	}

	/** Up to `limit` records from `from` on; undefined when they are not all here. */
	read(from: number, limit: number): LogRecord[] | undefined {
		const first = this.#records[this.#head];
		if (first === undefined || from < first.offset) return undefined;
		const start = this.#head + from - first.offset;
		return this.#records.slice(start, start + limit);
	}

	/** Everybody has read what lies below `offset`. */
	release(offset: number): void {
		for (let first = this.#records[this.#head]; first !== undefined && first.offset < offset; first = this.#records[this.#head]) {
			this.#giveUpFirst();
		}
	}

	clear(): void {
		this.#records = [];
		this.#head = 0;
		this.#bytes = 0;
	}

	#giveUpFirst(): void {
		const first = this.#records[this.#head];
		if (first === undefined) return;
		this.#bytes -= weightOf(first);
		this.#head += 1;
		// The array is cut seldom, or giving up one record would cost as much as the array is long.
		if (this.#head === this.#records.length) this.clear();
		else if (this.#head >= 1_024 && this.#head * 2 >= this.#records.length) {
			this.#records = this.#records.slice(this.#head);
			this.#head = 0;
		}
	}
}

function weightOf({ key, value }: LogRecord): number {
	return OVERHEAD_BYTES + (key?.length ?? 0) + (value?.byteLength ?? 0);
}
