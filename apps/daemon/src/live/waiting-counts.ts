/** What waits behind each group, in orders and money. Counted beside the samples: that may have much to read, and no status waits for it. */

import type { Waiting } from "@orderdeck/contracts/lag/entities";
import { withDeadline } from "@orderdeck/core/async/deadline";
import { nothingWaits, waitingOf } from "@orderdeck/core/domain/waiting";
import type { EventLog } from "@orderdeck/core/ports/event-log";
import type { Seen, SeenPartition } from "./partition-reader.ts";
import { scanWaiting } from "./waiting-scan.ts";

export interface WaitingCounts extends AsyncDisposable {
	/** Counts what `seen` left unread, unless an earlier count still runs. Resolves when that is done, or after half a second. */
	update(seen: Seen): Promise<void>;
	/** The newest count of the group; before the first one, at least nothing. */
	of(group: string): Waiting;
}

export interface WaitingCountsDeps {
	readonly log: Pick<EventLog, "read">;
	readonly baseCurrency: string;
	readonly onFailure: (error: unknown) => void;
}

interface Count {
	/** Of the offsets that it starts from, ms since the epoch. */
	readonly at: number;
	readonly waiting: Waiting;
}

const WITHIN_MS = 500;
/** A truncated scan is not repeated sooner: it costs as much each time and has the same result, "at least". */
const CUT_SCAN_MS = 5_000;
/** As long as a group that is not listed is remembered. */
const FORGOTTEN_MS = 60_000;

export function createWaitingCounts({ log, baseCurrency, onFailure }: WaitingCountsDeps): WaitingCounts {
	const nothing = nothingWaits(baseCurrency);
	const uncounted = waitingOf([], { atLeast: true, baseCurrency });
	const counts = new Map<string, Count>();
	let disposed = false;
	let counting: Promise<void> | undefined;

	const keep = (group: string, count: Count): void => {
		if (count.at >= (counts.get(group)?.at ?? 0)) counts.set(group, count);
	};

	const isDue = (group: string, at: number): boolean => {
		const known = counts.get(group);
		return known === undefined || !known.waiting.at_least || at - known.at >= CUT_SCAN_MS;
	};

	async function countAll({ at, groups }: Seen): Promise<void> {
		for (const [group, partitions] of groups) {
			if (disposed || partitions === "unknown" || !hasUnread(partitions) || !isDue(group, at)) continue;
			const unread = partitions.map((each) => each.unread);
			keep(group, { at, waiting: await scanWaiting(log, unread, { baseCurrency }) });
		}
	}

	return {
		async update(seen) {
			const { at, groups } = seen;
			for (const [group, partitions] of groups) {
				if (partitions !== "unknown" && !hasUnread(partitions)) keep(group, { at, waiting: nothing });
			}
			for (const [group, count] of counts) if (at - count.at > FORGOTTEN_MS && !groups.has(group)) counts.delete(group);
			counting ??= countAll(seen)
				.catch(onFailure)
				.finally(() => {
					counting = undefined;
				});
			await withDeadline(counting, WITHIN_MS, () => undefined);
		},
		of: (group) => counts.get(group)?.waiting ?? uncounted,
		async [Symbol.asyncDispose]() {
			disposed = true;
			await counting;
		},
	};
}

function hasUnread(partitions: readonly SeenPartition[]): boolean {
	return partitions.some(({ unread: { offset, end } }) => end > offset);
}
