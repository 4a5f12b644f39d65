/** The errors of the ports. Each has a stable `code`; callers match the class or the code, never a message. */

/** As the event log's, which knows these errors and so cannot be imported here. */
interface Position {
	readonly topic: string;
	readonly partition: number;
	readonly offset: number;
}

/** A write met another version than the one it was decided on. Read again and decide again. */
export class CasMismatch extends Error {
	override readonly name = "CasMismatch";
	readonly code = "CAS_MISMATCH";
	readonly collection: string;
	constructor(collection: string, key: string) {
		super(`${collection}/${key} has changed since it was read`);
		this.collection = collection;
	}
}

/** The cursor was not made by this list, or for other filters. */
export class BadCursor extends Error {
	override readonly name = "BadCursor";
	readonly code = "BAD_CURSOR";
	constructor() {
		super("is not a cursor of this list");
	}
}

/** A filter holds more orders than can be sorted by a column that no index is sorted by. */
export class TooManyToSort extends Error {
	override readonly name = "TooManyToSort";
	readonly code = "TOO_MANY_TO_SORT";
	/** So many can be sorted. */
	readonly most: number;
	constructor(most: number) {
		super(`more than ${most} orders would have to be sorted`);
		this.most = most;
	}
}

/** The log or the store cannot be reached or used. UNAVAILABLE passes: back off and try again. */
export class StoreError extends Error {
	override readonly name = "StoreError";
	readonly code: "UNAVAILABLE" | "UNKNOWN_TOPIC";
	constructor(code: "UNAVAILABLE" | "UNKNOWN_TOPIC", message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

/**
 * The offsets belong to a delivery that is fenced: the group was reset, the consumer rewound, or the partition reassigned to another
 * member. Where the unit of work is atomic nothing of it was applied. Rewind the consumer and go on from what is committed.
 */
export class StaleCommit extends Error {
	override readonly name = "StaleCommit";
	readonly code = "STALE_COMMIT";
	constructor(group: string, { topic, partition, offset }: Position) {
		super(`${group} no longer reads ${topic}/${partition} up to ${offset}: it was reset, rewound or reassigned`);
	}
}

export class GatewayTimeout extends Error {
	override readonly name = "GatewayTimeout";
	readonly code = "GATEWAY_TIMEOUT";
	constructor(key: string, options?: { cause?: unknown }) {
		super(`the payment gateway did not respond for ${key}`, options);
	}
}

/**
 * A refusal that stays until an operator changes something: wrong credentials, a missing right, an unreadable directory. Retrying does not
 * help; the message states what to change, and may be shown as it is.
 */
export abstract class OperatorRefusal extends Error {
	abstract readonly code: string;
}

/**
 * Records that this version cannot decode: an unknown compression, or damaged data. They are not skipped: who reads the partition stops there,
 * until they can be read, a position after them is committed, or retention has dropped them.
 */
export class UnreadableRecord extends OperatorRefusal {
	override readonly name = "UnreadableRecord";
	readonly code = "UNREADABLE_RECORD";
	/** Of the first of them. */
	readonly position: Position;
	/** When the log accepted the newest of them, ms since the epoch; undefined where it is not known. */
	readonly timestamp: number | undefined;
	constructor(position: Position, reason: string, timestamp?: number) {
		const { topic, partition, offset } = position;
		super(`${topic}/${partition} cannot be read from offset ${offset} on: ${reason}`);
		this.position = position;
		this.timestamp = timestamp;
	}
}

/** No topic of this name can be created. The message names the topic; `needs` is what to give instead. */
export class TopicRefused extends OperatorRefusal {
	override readonly name = "TopicRefused";
	readonly code = "TOPIC_REFUSED";
	readonly topic: string;
	readonly needs: string;
	constructor(topic: string, needs: string, options?: { cause?: unknown }) {
		super(`topic ${topic} cannot be created: it needs ${needs}`, options);
		this.topic = topic;
		this.needs = needs;
	}
}

export type AppendRefusalCode = "INVALID_RECORD" | "RECORD_TOO_LARGE" | "UNKNOWN_TOPIC" | "TOPIC_DELETED" | "NOT_AUTHORIZED";

/** The log refuses the records for good: the caller sends the record to the dead letters, or stops and reports it. */
export class AppendRefused extends OperatorRefusal {
	override readonly name: string = "AppendRefused";
	readonly code: AppendRefusalCode;
	constructor(code: AppendRefusalCode, message: string, options?: { cause?: unknown }) {
		super(message, options);
		this.code = code;
	}
}

/** A record exceeds the size limit of its topic; a truncated one may be accepted. */
export class RecordTooLarge extends AppendRefused {
	override readonly name = "RecordTooLarge";
	constructor(message: string, options?: { cause?: unknown }) {
		super("RECORD_TOO_LARGE", message, options);
	}
}
