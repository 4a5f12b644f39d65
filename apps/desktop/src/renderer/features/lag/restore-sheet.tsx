/** Restores the offsets from before a reset. */
import type { GroupLag, RestorableReset } from "@orderdeck/contracts/lag/entities";
import type { OffsetReset } from "@orderdeck/contracts/lag/offsets";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { epochOf, timeOrDate } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import { ActionSheet } from "../../ui/action-sheet.tsx";
import { ReadBackTable } from "./read-back-table.tsx";

/** Until when a reset can be undone, and each partition as it is and as it was before. Null: nothing is committed. */
export interface Restorable {
	readonly until: string;
	readonly moves: readonly {
		readonly topic: string;
		readonly partition: number;
		readonly now: number | null;
		readonly before: number | null;
	}[];
}

/** Of a reset that was made just now: the offsets are those that were read back. */
export function undoOf({ partitions, read_back, restorable_until: until }: OffsetReset): Restorable {
	return {
		until,
		moves: partitions.map(({ topic, partition, from: before }, place) => ({
			topic,
			partition,
			now: read_back[place]?.offset ?? null,
			before,
		})),
	};
}

/** Of an earlier reset: what is committed now is what the group has done since. */
export function undoOfEarlier({ until, partitions }: RestorableReset, group: Pick<GroupLag, "partitions">): Restorable {
	return {
		until,
		moves: partitions.map(({ topic, partition, before, after }) => {
			const known = group.partitions.find((each) => each.topic === topic && each.partition === partition);
			return { topic, partition, now: known === undefined ? after : known.committed, before };
		}),
	};
}

interface RestoreSheetProps {
	readonly group: GroupLag;
	readonly reset: Restorable;
	readonly blocked: string | undefined;
	readonly onClose: () => void;
}

const LINES = 5;

export function RestoreSheet({ group: { group }, reset, blocked, onClose }: RestoreSheetProps) {
	const trpc = useTRPC();
	const restore = useMutation(trpc.lag.restoreOffsets.mutationOptions());
	const expected = reset.moves.map(({ topic, partition, now: offset }) => ({ topic, partition, offset }));
	const moved = reset.moves.filter(({ before, now }) => before !== now);
	return (
		<ActionSheet
			title={`Restore offsets of ${group}`}
			onClose={onClose}
			keep="Keep offsets"
			lines={[
				...moved.slice(0, LINES).map(({ topic, partition, before, now }) => ({
					what: `${topic}/${partition}`,
					before: now === null ? "none" : String(now),
					after: before === null ? "the earliest" : String(before),
				})),
				...(moved.length > LINES ? [{ what: "and", after: counted(moved.length - LINES, "more partition") }] : []),
				{ what: "Possible until", after: timeOrDate(epochOf(reset.until), daemonClock.now()) },
			]}
			action={{
				label: `Restore ${counted(moved.length, "partition")}`,
				isPending: restore.isPending,
				blocked: blocked ?? (moved.length === 0 ? "The offsets are as they were before the reset" : undefined),
				error: restore.error,
				onAct: (reason) => restore.mutate({ group, reason, expected }),
			}}
			audited={`group:${group}`}
			readBack={restore.data === undefined ? undefined : <ReadBackTable reset={restore.data} />}
		/>
	);
}
