/** Lag history of a group and its partitions, up to a day. */
import { z } from "zod";
import { only, pathIdSchema } from "../input.ts";
import { LAG_STATUSES } from "./words.ts";

export const MOST_LAG_MINUTES = 1_440;

export const lagHistoryInputSchema = only({
	id: pathIdSchema,
	minutes: z
		.int(`must be a whole number from 5 to ${MOST_LAG_MINUTES}`)
		.min(5, "must be at least 5")
		.max(MOST_LAG_MINUTES, `must be at most ${MOST_LAG_MINUTES}`)
		.default(15),
});

/** Seconds; the worst of each step. Null where nothing was recorded or the lag was unknown: a gap, never a zero. */
const lateSchema = z.array(z.number().nullable());

/**
 * All arrays have one entry for each step of `step_ms`, oldest first; the first step begins at `start`, ms since the epoch. The last one is
 * not over. A daemon remembers samples of 5 s for an hour and of a minute for a day, since its start.
 */
export const groupLagHistorySchema = z.object({
	group: z.string(),
	start: z.number(),
	step_ms: z.number(),
	/** Of the worst partition. */
	late: lateSchema,
	/** The most records that were not consumed, over all partitions. */
	lag: z.array(z.number().nullable()),
	/** The worst status; null where nothing was recorded. */
	status: z.array(z.enum(LAG_STATUSES).nullable()),
	/** Whether the group rebalanced. */
	rebalancing: z.array(z.boolean()),
	partitions: z.array(z.object({ topic: z.string(), partition: z.int(), late: lateSchema })),
});

export type GroupLagHistory = z.infer<typeof groupLagHistorySchema>;
