/** Consumer lag: by partition, by group, its status and its incidents. Rules: core's `domain/lag-status`. */
import { z } from "zod";
import { idSchema } from "../events.ts";
import { moneySumsSchema } from "../money.ts";
import { LAG_STATUSES, LAG_TAGS, LAG_TRENDS } from "./words.ts";

/** `none`: the group never committed here. `unknown`: it could not be read. Both are left out of sums. */
export const lagValueSchema = z.union([z.int().nonnegative(), z.literal("none"), z.literal("unknown")]);

export type LagValue = z.infer<typeof lagValueSchema>;

/** `seconds`: when the lag is drained at the present rates; `keeping-up`: nothing to drain; `not-draining`: never, at the present rates. */
export const etaSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("keeping-up") }),
	z.object({ kind: z.literal("draining"), seconds: z.number() }),
	z.object({ kind: z.literal("not-draining") }),
	z.object({ kind: z.literal("unknown") }),
]);

export type Eta = z.infer<typeof etaSchema>;

const figures = {
	/** Age of the first readable record not consumed; 0 when there is none; null when unknown. */
	lag_seconds: z.number().nullable(),
	/** Records per second over a minute, of whole batches. Rates, trend and ETA are of the same window. */
	consume_rate: z.number().nullable(),
	produce_rate: z.number().nullable(),
	/** Which way the lag goes; null while unknown. */
	trend: z.enum(LAG_TRENDS).nullable(),
	eta: etaSchema,
	status: z.enum(LAG_STATUSES),
	/** Why a consumer is STALLED, such as `waiting for the gateway` or `retrying orders/2@41`; `unknown` where nothing reports it. Null in every other status. */
	reason: z.string().nullable(),
	tags: z.array(z.enum(LAG_TAGS)),
	/** LOST: records that were removed from the log before the group consumed them. */
	lost: z.int().nonnegative(),
};

export const partitionLagSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	committed: z.int().nullable(),
	end: z.int(),
	/** Records that the group has not consumed and can read. */
	lag: lagValueSchema,
	...figures,
	owner: z.string().nullable(),
});

export type PartitionLag = z.infer<typeof partitionLagSchema>;

/** What waits behind a group, in orders and money. `at_least` when the scan was cut short. */
export const waitingSchema = moneySumsSchema.extend({
	orders: z.int(),
	oldest_order_id: idSchema.nullable(),
	oldest_at: z.string().nullable(),
	at_least: z.boolean(),
});

export type Waiting = z.infer<typeof waitingSchema>;

/** From leaving OK until recovered; at most one per group at a time. */
export const incidentSchema = z.object({
	incident_id: z.string(),
	started_at: z.string(),
	/** The worst status so far. */
	worst: z.enum(LAG_STATUSES),
	/** Null while nobody has, and again once it became worse than what was acknowledged. */
	acknowledged_by: z.string().nullable(),
	acknowledged_at: z.string().nullable(),
});

export type Incident = z.infer<typeof incidentSchema>;

/**
 * The lag objective of a group. `cycle_seconds`: how often it commits while it has something to read, null until known; an objective shorter
 * than that cannot be met. `version`: how often operators have set it.
 */
export const objectiveSchema = z.object({
	seconds: z.number(),
	cycle_seconds: z.number().nullable(),
	shorter_than_cycle: z.boolean(),
	version: z.int(),
});

export type Objective = z.infer<typeof objectiveSchema>;

/**
 * `asked`: the member still works on what it had begun, or does not know of the pause yet. `applied`: it applies nothing. `unreachable`: it
 * reports nothing.
 */
export const PAUSE_STATES = ["asked", "applied", "unreachable"] as const;

export const memberPauseSchema = z.object({ member: z.string(), state: z.enum(PAUSE_STATES) });

export type MemberPause = z.infer<typeof memberPauseSchema>;

/** Who paused a group, since when and why. */
export const groupPauseSchema = z.object({
	by: z.string(),
	at: z.string(),
	reason: z.string(),
	/** When the daemon resumes the group; null: when an operator does. */
	until: z.string().nullable(),
	/** What is paused of the group; null: all topics, all partitions. */
	topics: z.array(z.string()).nullable(),
	partitions: z.array(z.int()).nullable(),
});

export type GroupPause = z.infer<typeof groupPauseSchema>;

export const pausedSchema = groupPauseSchema.extend({
	members: z.array(memberPauseSchema),
	/** Records per second that the group consumed when it was paused; null where this daemon did not see it. */
	rate_before: z.number().nullable(),
});

export type Paused = z.infer<typeof pausedSchema>;

/** A reset of the group's offsets that can be undone: by whom, when and why, until when, and each partition before and after it. */
export const restorableResetSchema = z.object({
	by: z.string(),
	at: z.string(),
	reason: z.string(),
	until: z.string(),
	/** `before` null: nothing was committed. */
	partitions: z.array(z.object({ topic: z.string(), partition: z.int(), before: z.int().nullable(), after: z.int() })),
});

export type RestorableReset = z.infer<typeof restorableResetSchema>;

export const groupLagSchema = z.object({
	group: z.string(),
	paused: pausedSchema.nullable(),
	/** Null where no offsets were reset within a day. */
	restorable: restorableResetSchema.nullable(),
	/** Sum over partitions whose lag is a number; null when there is none such. */
	lag: z.int().nullable(),
	...figures,
	objective: objectiveSchema,
	incident: incidentSchema.nullable(),
	/** Since when this daemon has sampled the group. For the first minute it reports no incident, and no group has recovered. */
	watched_since: z.string(),
	waiting: waitingSchema,
	members: z.array(z.string()),
	sampled_at: z.string(),
	partitions: z.array(partitionLagSchema),
});

export type GroupLag = z.infer<typeof groupLagSchema>;

/** One past sample of a group, for sparklines and charts. `at` in ms since the epoch. */
export const lagPointSchema = z.object({ at: z.number(), lag: z.number().nullable(), lag_seconds: z.number().nullable() });

export type LagPoint = z.infer<typeof lagPointSchema>;
