/**
 * The status of a partition's consumer, from its samples.
 *
 * - REWIND: commits went back within the window. Seen until the window has passed it.
 * - STALL: the last 4 samples show unread records and no commit, and the first of them has waited 3 s or longer. At one sample a second
 *   a consumer that stops is noticed in 3 to 4 seconds; a quick one never shows the same commit under lag four times.
 * - STOP: the same, and no member owns the partition.
 * - WARN: over a full window lag never fell and has grown, and the first unread record is 5 s old or older.
 * - A paused group stands still on purpose: it is WARN, never STALL or STOP.
 *
 * A partition without unread records is never STALL or STOP, however long ago its last commit was.
 */
import type { LagStatus } from "@orderdeck/contracts/lag/entities";

/** A partition as it was read at `at` (ms since the epoch). */
export interface KnownSample {
	readonly kind: "known";
	readonly at: number;
	/** The next offset to consume; undefined when the group never committed here, and would begin at the earliest record. */
	readonly committed: number | undefined;
	/** The offset after the last record. */
	readonly end: number;
	/** The timestamp of the first record not consumed, ms; undefined when there is none or it could not be read. */
	readonly firstUnreadAt: number | undefined;
}

export interface Circumstances {
	readonly paused: boolean;
	/** No member of the group reads this partition. */
	readonly abandoned: boolean;
}

const STILL_SAMPLES = 4;
const STILL_SECONDS = 3;
/** How many samples of a partition are kept and looked at. */
export const WINDOW_SAMPLES = 10;
/** While the first unread record is younger, in seconds, lag is normal: no WARN, and nothing to drain. */
export const TRIVIAL_SECONDS = 5;

/** `known`: the window's readable samples, oldest first. */
export function statusOf(known: readonly KnownSample[], { paused, abandoned }: Circumstances): LagStatus {
	if (wentBack(known)) return "REWIND";
	if (!paused && standsStill(known)) return abandoned ? "STOP" : "STALL";
	return keepsGrowing(known) ? "WARN" : "OK";
}

/** True when the group has records to consume here. */
export function unreadIn(sample: KnownSample): boolean {
	return sample.committed === undefined ? sample.firstUnreadAt !== undefined : sample.end > sample.committed;
}

export function knownOf(samples: readonly (KnownSample | { readonly kind: "unknown" })[]): KnownSample[] {
	return samples.filter((sample) => sample.kind === "known");
}

function wentBack(known: readonly KnownSample[]): boolean {
	return known.some(({ committed }, index) => {
		const before = known[index - 1]?.committed;
		return committed !== undefined && before !== undefined && committed < before;
	});
}

function standsStill(known: readonly KnownSample[]): boolean {
	const last = known.at(-1);
	const recent = known.slice(-STILL_SAMPLES);
	if (last === undefined || recent.length < STILL_SAMPLES) return false;
	return recent.every((sample) => sample.committed === last.committed && unreadIn(sample)) && waitedSeconds(recent) >= STILL_SECONDS;
}

function keepsGrowing(known: readonly KnownSample[]): boolean {
	const recent = known.slice(-WINDOW_SAMPLES);
	if (recent.length < WINDOW_SAMPLES) return false;
	const lags = recent.map(({ committed, end }) => (committed === undefined ? undefined : Math.max(0, end - committed)));
	const neverFell = lags.every((lag, index) => lag !== undefined && lag >= (lags[index - 1] ?? 0));
	return neverFell && (lags.at(-1) ?? 0) > (lags[0] ?? 0) && waitedSeconds(recent) >= TRIVIAL_SECONDS;
}

/** The age of the first unread record; where its time could not be read, how long these samples have seen it unread at the least. */
function waitedSeconds(samples: readonly KnownSample[]): number {
	const first = samples[0];
	const last = samples.at(-1);
	if (first === undefined || last === undefined) return 0;
	const since = last.firstUnreadAt ?? (samples.every((sample) => sample.committed === last.committed) ? first.at : last.at);
	return (last.at - since) / 1000;
}
