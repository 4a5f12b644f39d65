/** Restores the offsets from before a reset. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { OffsetReset } from "@orderdeck/contracts/lag/offsets";
import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "../../api/client.ts";
import { clockTime, epochOf } from "../../format/time.ts";
import { counted } from "../../format/words.ts";
import { ActionSheet } from "../../ui/action-sheet.tsx";
import { ReadBackTable } from "./read-back-table.tsx";

interface RestoreSheetProps {
	readonly group: GroupLag;
	readonly reset: OffsetReset;
	readonly onClose: () => void;
}

export function RestoreSheet({ group: { group, paused, members }, reset, onClose }: RestoreSheetProps) {
	const trpc = useTRPC();
	const restore = useMutation(trpc.lag.restoreOffsets.mutationOptions());
	const expected = reset.read_back.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
	const moved = reset.partitions.filter(({ move }) => move !== "stays");
	return (
		<ActionSheet
			title={`Restore offsets of ${group}`}
			onClose={onClose}
			keep="Keep offsets"
			lines={[
				...moved.slice(0, 5).map(({ topic, partition, from, to }) => ({
					what: `${topic}/${partition}`,
					before: String(to),
					after: from === null ? "the earliest" : String(from),
				})),
				...(moved.length > 5 ? [{ what: "and", after: counted(moved.length - 5, "more partition") }] : []),
				{ what: "Possible until", after: clockTime(epochOf(reset.restorable_until)) },
			]}
			action={{
				label: `Restore ${counted(moved.length, "partition")}`,
				isPending: restore.isPending,
				blocked: paused === null && members.length > 0 ? `Pause ${group} first` : undefined,
				error: restore.error,
				onAct: (reason) => restore.mutate({ group, reason, expected }),
			}}
			audited={`group:${group}`}
			readBack={restore.data === undefined ? undefined : <ReadBackTable reset={restore.data} />}
		/>
	);
}
