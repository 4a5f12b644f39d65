/**
 * Several partitions of the log as one list, oldest first: by when the log accepted a record, ties by topic, partition, offset. A partition's
 * records keep their order, also where the clock of the log was set back. Nothing but the positions is needed to continue the list.
 */
import { setImmediate } from "node:timers/promises";
import { UnreadableRecord } from "@orderdeck/core/ports/errors";
import type { EventLog, LogRecord, Position, TopicPartition } from "@orderdeck/core/ports/event-log";

/** Where the list continues in a partition. */
export interface LanePosition extends Position {
	/** A record at `offset` could not be read from the log: groups stop there too. Each reading tries it once more, as they do. */
	readonly stopped: boolean;
}

/** A partition, read from `offset` to before `end`. */
export interface LaneBounds extends LanePosition {
	readonly end: number;
}

/** What one reading may take at most. Beyond it the list is continued by another reading. */
export interface ReadLimits {
	readonly rows: number;
	/** Records read from the log. */
	readonly records: number;
	readonly ms: number;
}

export interface MergedRows<T> {
	readonly rows: readonly T[];
	/** Of every partition, in their order. */
	readonly next: readonly LanePosition[];
	/** Every partition was read to its end. */
	readonly end: boolean;
	/** When the log accepted the last record that was examined and has a time, ms since the epoch. */
	readonly until: number | undefined;
}

/**
 * A record of the list, or the error of one that cannot be read from the log. What is damaged may be its time too: `acceptedAt` is undefined where
 * that is unknown, and the entry is sorted before all others.
 */
export type Entry = Position & { readonly timestamp: number } & (
		| { readonly record: LogRecord }
		| { readonly error: UnreadableRecord; readonly acceptedAt: number | undefined }
	);

/** The latest time that a `Date` can hold. */
const LATEST_MS = 8.64e15;

/** Records of a partition that are read at once: few at first, since every partition must be read before the first record is known. */
const FIRST_READ = 4;
const MOST_READ = 256;
/** Large records are read in smaller numbers. */
const READ_BYTES = 512 * 1024;

/** A partition while it is read. */
class Lane {
	readonly #end: number;
	#position: LanePosition;
	#entries: readonly Entry[] = [];
	#at = 0;
	/** It could not be read this time. */
	#isBlocked = false;
	#count = FIRST_READ;

	constructor({ end, ...position }: LaneBounds) {
		this.#end = end;
		this.#position = position;
	}

	get position(): LanePosition {
		return this.#position;
	}

	/** The next of it; undefined where it has to be read, or was read to its end. */
	get head(): Entry | undefined {
		return this.#entries[this.#at];
	}

	get needsRead(): boolean {
		return this.head === undefined && !this.#isBlocked && this.#position.offset < this.#end;
	}

	/** Returns how many records were read. */
	async read(log: Pick<EventLog, "read">): Promise<number> {
		try {
			const read = await log.read(this.#position, this.#count);
			this.#accept(read);
			return read.length;
		} catch (error) {
			if (!(error instanceof UnreadableRecord)) throw error;
			this.#isBlocked = true;
			const { stopped, offset } = this.#position;
			// The list has it already.
			if (stopped && error.position.offset <= offset) return 0;
			const acceptedAt = acceptedAtOf(error);
			this.#entries = [{ ...error.position, timestamp: acceptedAt ?? Number.NEGATIVE_INFINITY, error, acceptedAt }];
			this.#at = 0;
			return 0;
		}
	}

	#accept(read: readonly LogRecord[]): void {
		this.#position = { ...this.#position, stopped: false };
		this.#entries = read
			.filter(({ offset }) => offset < this.#end)
			.map((record) => ({ ...placeOf(record), timestamp: record.timestamp, record }));
		this.#at = 0;
		// Offsets up to the end have no records: markers of transactions, or what was compacted.
		if (this.#entries.length === 0) this.#position = { ...this.#position, offset: this.#end };
		const bytes = read.reduce((sum, { value }) => sum + (value?.byteLength ?? 0), 0);
		const fitting = bytes === 0 ? MOST_READ : Math.floor((READ_BYTES * read.length) / bytes);
		this.#count = Math.max(1, Math.min(this.#count * 4, MOST_READ, fitting));
	}

	shift(): void {
		const { head } = this;
		if (head === undefined) return;
		this.#at += 1;
		const stopped = "error" in head;
		this.#position = { ...this.#position, offset: stopped ? head.offset : head.offset + 1, stopped };
	}
}

/** When the log accepted what cannot be read; undefined where that is unknown, or is no time. */
export function acceptedAtOf({ timestamp }: UnreadableRecord): number | undefined {
	return timestamp !== undefined && timestamp >= 0 && timestamp <= LATEST_MS ? timestamp : undefined;
}

interface MergeDeps {
	readonly log: Pick<EventLog, "read">;
	/** Ms since the epoch. */
	readonly now: () => number;
}

/** So many records are examined before other work has its turn. */
const TURN = 128;

interface MergeOptions<T> extends ReadLimits {
	/** Undefined for what is not of the list. */
	readonly rowOf: (entry: Entry) => T | undefined;
}

export async function readMerged<T>(
	{ log, now }: MergeDeps,
	bounds: readonly LaneBounds[],
	options: MergeOptions<T>,
): Promise<MergedRows<T>> {
	const lanes = bounds.map((each) => new Lane(each));
	const deadline = now() + options.ms;
	const rows: T[] = [];
	let until: number | undefined;
	let records = 0;
	let examined = 0;
	while (rows.length < options.rows) {
		const empty = lanes.filter(({ needsRead }) => needsRead);
		// Each reading makes progress, however slow the log is.
		if (examined > 0 && (now() > deadline || (empty.length > 0 && records >= options.records))) break;
		for (const count of await Promise.all(empty.map((lane) => lane.read(log)))) records += count;
		const first = firstOf(lanes);
		if (first?.head === undefined) break;
		const { head } = first;
		const row = options.rowOf(head);
		until = ("error" in head ? head.acceptedAt : head.timestamp) ?? until;
		first.shift();
		examined += 1;
		// A log of this process returns without waiting, and a filter may match nothing: other requests get their turn.
		if (examined % TURN === 0) await setImmediate();
		if (row !== undefined) rows.push(row);
	}
	const end = lanes.every(({ head, needsRead }) => head === undefined && !needsRead);
	return { rows, next: lanes.map(({ position }) => position), end, until };
}

function firstOf(lanes: readonly Lane[]): Lane | undefined {
	let first: Lane | undefined;
	for (const lane of lanes) {
		if (lane.head !== undefined && (first?.head === undefined || compareEntries(lane.head, first.head) < 0)) first = lane;
	}
	return first;
}

type Placed = Position & { readonly timestamp: number };

/** How the list is sorted. */
export function compareEntries(a: Placed, b: Placed): number {
	return a.timestamp - b.timestamp || comparePartitions(a, b) || a.offset - b.offset;
}

export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
	if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
	return a.partition - b.partition;
}

function placeOf({ topic, partition, offset }: Position): Position {
	return { topic, partition, offset };
}
