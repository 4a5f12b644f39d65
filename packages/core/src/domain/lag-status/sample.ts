/** What is read of a partition at one moment. */

/** Whether a member of the group reads the partition. `unknown`: the log does not report the members of this group. */
export type Membership = "present" | "absent" | "rebalancing" | "unknown";

/** A partition as it was read at `at` (ms since the epoch): committed first, then the end, so that lag is never negative by the order of reading. */
export interface KnownSample {
	readonly kind: "known";
	readonly at: number;
	/** The next offset to consume; undefined when the group never committed here, and would begin at the earliest record. */
	readonly committed: number | undefined;
	/** The log's start: the offset of the earliest record. */
	readonly earliest: number;
	/** The offset after the last record that can be read. */
	readonly end: number;
	/**
	 * The first record that the group has not consumed and can read, with its timestamp in ms where that is known. Undefined when there is
	 * none, as before transaction markers.
	 */
	readonly unread: { readonly offset: number; readonly timestamp: number | undefined } | undefined;
	readonly members: Membership;
}

export type LagSample = KnownSample | { readonly kind: "unknown"; readonly at: number };

/** Where the group continues: the committed offset, or the log's start before the first commit. */
export function positionOf({ committed, earliest }: KnownSample): number {
	return committed ?? earliest;
}

/** Records that the group has not consumed and can read. Transaction markers and compacted records before the first one are not among them. */
export function readableLag(sample: KnownSample): number {
	return sample.unread === undefined ? 0 : Math.max(0, sample.end - Math.max(positionOf(sample), sample.unread.offset));
}

/** Seconds since the log accepted the first unread record; 0 when there is none, undefined where that is not known. */
export function knownAge(sample: KnownSample): number | undefined {
	if (sample.unread === undefined || readableLag(sample) === 0) return 0;
	return sample.unread.timestamp === undefined ? undefined : Math.max(0, sample.at - sample.unread.timestamp) / 1000;
}

/** The same; 0 where it is not known: such a record makes nobody late, and whoever does not get past it stalls. */
export function ageOf(sample: KnownSample): number {
	return knownAge(sample) ?? 0;
}

/** Records from `countedTo` on that were removed from the log before the group consumed them. */
export function lostRecords({ committed, earliest }: KnownSample, countedTo: number): number {
	return committed === undefined ? 0 : Math.max(0, earliest - Math.max(committed, countedTo));
}
