/**
 * The newest records of a partition, kept for groups that keep up, so that all of them read the same objects and none reads the file.
 * Bounded: a group that falls behind reads the file.
 */
import type { LogRecord } from "../../ports/event-log.ts";

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
