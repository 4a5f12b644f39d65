/** The event log: topics divided into partitions, read by consumer groups. Kafka's model, whatever implements it. */
import type { PauseScope } from "../domain/group-pause.ts";
import type { UnreadableRecord } from "./errors.ts";

/** Ordered as Kafka has them; values are bytes or text in UTF-8. */
export type Headers = Readonly<Record<string, string>>;

/** A record to append. The partition follows from the key by Kafka's default murmur2, in every adapter. */
export interface NewRecord {
	readonly topic: string;
	readonly key: string | null;
	/** Null is a tombstone. */
	readonly value: Uint8Array | null;
	readonly headers: Headers;
}

/** A record in the log. `timestamp` is when the log accepted it, in ms since the epoch. */
export interface LogRecord extends NewRecord {
	readonly partition: number;
	readonly offset: number;
	readonly timestamp: number;
}

export interface TopicPartition {
	readonly topic: string;
	readonly partition: number;
}
/** A position in a partition: the offset of the next record to read. */
export interface Position extends TopicPartition {
	readonly offset: number;
}

/** The position of an appended record, and when the log accepted it (ms since the epoch). */
export interface Appended extends Position {
	readonly timestamp: number;
}

/** Whether a group's log reports who reads what: not while it is rebalancing, and not of groups whose protocol the adapter does not read. */
export type Ownership = "known" | "rebalancing" | "unknown";

/** Where a group stands in one partition; undefined when it never committed there, which is not 0. */
export interface GroupOffset extends TopicPartition {
	readonly committed: number | undefined;
	/** The member that reads this partition now. */
	readonly owner: string | undefined;
	/** Where it is not `known`, no owner does not mean that nobody reads the partition. */
	readonly ownership: Ownership;
}

/**
 * Identifies the delivery of one batch. Opaque: only the log that created it knows whether it still counts. It no longer does for a partition
 * that was rewound, reset or reassigned since.
 */
export abstract class Delivery {
	/** Makes the type nominal: nothing else passes for a delivery. */
	declare protected readonly opaque: true;
}

/** Records of one or several partitions of the group, each partition's in order and without gaps. */
export interface Batch {
	readonly records: readonly LogRecord[];
	/** What to commit when all of it is done: for each partition the offset after its last record. */
	readonly offsets: readonly Position[];
	/** Goes with the commit of the batch, or of a part of it. */
	readonly delivery: Delivery;
}

/** A member's part in the group, from one rebalance to the next. */
export interface Generation {
	/** Whether the member reads the partition of its first topic into which the key falls. Of all members one at most does. */
	owns(key: string): boolean;
}

/**
 * A member of a consumer group.
 * Guarantees: delivers at least once from the committed offset (or the earliest, for a group without one); never delivers a partition's
 * records out of order; does not commit by itself; after `pause` delivers nothing of the scope until `resume`, and stays a member.
 */
export interface GroupConsumer extends AsyncDisposable {
	readonly group: string;
	/** The next batch, or undefined once `signal` is aborted. Waits while there is nothing to read or the group is paused. */
	next(signal: AbortSignal): Promise<Batch | undefined>;
	/** Forget what was delivered and not committed: the next batch starts from the committed offsets again. */
	rewind(): void;
	/** Instead of an earlier pause; without a scope all is paused. A key of a paused partition is owned by nobody. */
	pause(scope?: PauseScope): void;
	resume(): void;
	/** What is paused; undefined while nothing is. */
	readonly paused: PauseScope | undefined;
	/** Leaves the group, so that its offsets can be set from outside; resolves when it has left. Only where the log requires it. */
	leave(): Promise<void>;
	/** Rejoins the group after `leave`, from what is committed. */
	rejoin(): void;
	/** Of the group, as this member joined it. Another object after each rebalance: what it knew of the keys that it owns may have changed. */
	readonly generation: Generation;
	/** One for each partition that this member cannot read on. The others continue; these are tried again from time to time. */
	readonly unreadable: readonly UnreadableRecord[];
}

export interface ConsumerOptions {
	readonly group: string;
	readonly topics: readonly string[];
	/** The most records in one batch. */
	readonly maxRecords: number;
	/** Names this member on screen: unique in the group. */
	readonly member: string;
}

/**
 * What can be read of a partition: the records at or after `earliest` and before `end`. Offsets are not counts. Some have no record (markers of
 * transactions, aborted records, what was compacted), so `end` − `offset` is the most that can be read from `offset` on, and nothing is exactly
 * when `read` returns nothing. With transactions `end` is the last stable offset.
 */
export interface Bounds extends TopicPartition {
	readonly earliest: number;
	readonly end: number;
	/** The offset after the last record, where that is after `end`: an open transaction holds the records between them back. */
	readonly highWatermark?: number;
}

/** Errors: `StoreError` with code UNAVAILABLE while the log is unavailable; `AppendRefused` for records that it refuses for good. */
export interface EventLog {
	/**
	 * Creates what is missing, all or nothing; a topic that exists keeps its partitions. Throws TopicRefused for a name that Kafka does not
	 * allow, is internal to it, or collides with another topic's.
	 */
	ensureTopics(topics: readonly { topic: string; partitions: number }[]): Promise<void>;
	topics(): Promise<readonly { topic: string; partitions: number }[]>;
	/** Appends all or nothing. Returns the position of each record, in order. Throws UNKNOWN_TOPIC for a topic that does not exist. */
	append(records: readonly NewRecord[]): Promise<readonly Appended[]>;
	/**
	 * Up to `limit` records from `position` on, without a group. Empty only if there are none before the end. Starts at the earliest when
	 * retention has passed `position`. Throws UnreadableRecord where the first of them cannot be decoded.
	 */
	read(position: Position, limit: number): Promise<readonly LogRecord[]>;
	/**
	 * The first record of each partition of the topics that the log accepted at `time` (ms since the epoch) or later; without the partitions
	 * that hold none.
	 */
	firstSince(time: number, topics: readonly string[]): Promise<readonly Appended[]>;
	/** Of every partition of the topics, without those that have no leader now: what they hold is unknown. */
	bounds(topics: readonly string[]): Promise<readonly Bounds[]>;
	consumer(options: ConsumerOptions): GroupConsumer;
	/** Groups that have members or have committed. */
	groups(): Promise<readonly string[]>;
	/** Every partition of the group's topics. Throws for the group whose coordinator is unavailable, or which may not be described. */
	groupOffsets(group: string): Promise<readonly GroupOffset[]>;
	/** Commits positions outside a batch: a reset. Allowed in both directions. Running members start from there. */
	seek(group: string, positions: readonly Position[]): Promise<void>;
	/** Drops records older than `before` (ms since the epoch) that every group has consumed. Returns how many. */
	retain(before: number): Promise<number>;
}
