/** How writes, events and offsets become durable together. */

import type { Versions, Write } from "./documents.ts";
import type { Appended, Delivery, NewRecord, Position } from "./event-log.ts";

/** Offsets to commit for a group: those of a batch, or of some of its records. */
export interface Commit {
	readonly group: string;
	readonly offsets: readonly Position[];
	/** Of the batch that the offsets belong to. */
	readonly delivery: Delivery;
}

export interface Work {
	readonly writes: readonly Write[];
	readonly records: readonly NewRecord[];
	/** None for a phase that is followed by another, and for commands. */
	readonly commit?: Commit | undefined;
	/** Writes that depend on the positions of the records, in the same transaction. Only where the unit of work is atomic. */
	readonly derived?: ((positions: readonly Appended[]) => readonly Write[]) | undefined;
}

/** What a unit of work made. */
export interface Applied {
	/** Of each record. */
	readonly positions: readonly Appended[];
	/** Of each of `writes`. */
	readonly versions: Versions;
}

/**
 * Applies a unit of work. Embedded: one transaction, so all or nothing. Kafka with Couchbase: the writes, then the
 * records, then the commit, so that a crash between them leads to a redelivery that finds its writes done.
 * Throws CasMismatch, StaleCommit, StoreError, AppendRefused.
 */
export interface UnitOfWork {
	/**
	 * True: writes, records and offsets become durable together. False: in that order, so a step must be able to publish again
	 * what it wrote.
	 */
	readonly atomic: boolean;
	/** `written` is called once the writes are durable, where that is before the records are: what depends on them alone may then go on. */
	apply(work: Work, written?: () => void): Promise<Applied>;
}

/** The log's half of a unit of work where the store is somewhere else. */
export interface LogWork {
	/** Throws StaleCommit when the offsets belong to a fenced delivery. Called before anything is written. */
	check(commit: Commit): void;
	/** Appends the records, then commits. Returns the position of each record. Throws StaleCommit, StoreError. */
	apply(work: Omit<Work, "writes">): Promise<readonly Appended[]>;
}
