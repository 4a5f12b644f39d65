/**
 * A contiguous run of a partition's records in memory, so that the groups about to read them share the same objects and none reads the
 * file. Bounded: the oldest are evicted first, and a group that falls behind reads the file.
 */
import type { LogRecord } from "../../../ports/event-log.ts";

const MAX_RECORDS = 4_096;
const MAX_BYTES = 2 * 1024 * 1024;
/** Memory per record in addition to its value and its key: object, headers. */
const OVERHEAD_BYTES = 400;

export class RecordCache {
	#records: LogRecord[] = [];
	/** Index of the first record kept; those before it have been evicted. */
	#head = 0;
	#bytes = 0;

	/** The record must be the one after the last. */
	push(record: LogRecord): void {
		this.#records.push(record);
		this.#bytes += bytesOf(record);
		while (this.#records.length - this.#head > MAX_RECORDS || this.#bytes > MAX_BYTES) this.#evictFirst();
	}

	/** The offset after the last record; 0 when there is none. */
	get end(): number {
		const last = this.#records.at(-1);
		return last === undefined ? 0 : last.offset + 1;
	}

	/** How many records from `from` on are cached; 0 also when the run begins after it. */
	from(from: number): number {
		const first = this.#records[this.#head];
		return first === undefined || from < first.offset ? 0 : Math.max(0, this.end - from);
	}

	/** Adds the records; when they do not follow the last one, they replace it. */
	extend(records: readonly LogRecord[]): void {
		if (records[0]?.offset !== this.end) this.clear();
		for (const record of records) this.push(record);
	}

	/** Up to `limit` records from `from` on; undefined when they are not all cached. */
	read(from: number, limit: number): LogRecord[] | undefined {
		const first = this.#records[this.#head];
		if (first === undefined || from < first.offset) return undefined;
		const start = this.#head + from - first.offset;
		return this.#records.slice(start, start + limit);
	}

	/** Evicts the records below `offset`: every group has read them. */
	release(offset: number): void {
		for (let first = this.#records[this.#head]; first !== undefined && first.offset < offset; first = this.#records[this.#head]) {
			this.#evictFirst();
		}
	}

	clear(): void {
		this.#records = [];
		this.#head = 0;
		this.#bytes = 0;
	}

	#evictFirst(): void {
		const first = this.#records[this.#head];
		if (first === undefined) return;
		this.#bytes -= bytesOf(first);
		this.#head += 1;
		// The array is compacted rarely: otherwise each eviction would cost a copy of the whole array.
		if (this.#head === this.#records.length) this.clear();
		else if (this.#head >= 1_024 && this.#head * 2 >= this.#records.length) {
			this.#records = this.#records.slice(this.#head);
			this.#head = 0;
		}
	}
}

function bytesOf({ key, value }: LogRecord): number {
	return OVERHEAD_BYTES + (key?.length ?? 0) + (value?.byteLength ?? 0);
}
