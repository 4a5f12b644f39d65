/** What the daemon does for the consumer lag procedures. */
import type { z } from "zod";
import type { GroupLag, LagPoint } from "./entities.ts";
import type { GroupLagHistory } from "./history.ts";
import type { acceptedResetSchema, OffsetReset, previewResetSchema, ResetPreview } from "./offsets.ts";

export interface LagApi {
	/** Worst first. */
	lag(): Promise<readonly GroupLag[]>;
	/** Samples of the last five minutes by group, oldest first. */
	lagHistory(): Promise<Readonly<Record<string, readonly LagPoint[]>>>;
	/** What a reset would do; changes nothing. */
	previewReset(input: z.output<typeof previewResetSchema>): Promise<ResetPreview>;
	/** What the log reports after a reset. Refuses where the log did not accept it. */
	readBack(reset: z.output<typeof acceptedResetSchema>): Promise<OffsetReset>;
	/** How late the group and its partitions have been in the last `minutes`; nothing of a group that this daemon has not sampled. */
	groupLagHistory(group: string, minutes: number): Promise<GroupLagHistory>;
}
