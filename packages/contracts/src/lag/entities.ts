/** Consumer lag: by partition, by group, and its status. */
import { z } from "zod";
import { idSchema } from "../events.ts";

/** OK · WARN: lag never falls · STALL: commits stand still under lag · STOP: no commits any more · REWIND: commits went back. */
export const LAG_STATUSES = ["OK", "WARN", "STALL", "STOP", "REWIND"] as const;

export type LagStatus = (typeof LAG_STATUSES)[number];

/** `none`: the group never committed here. `unknown`: it could not be read. Both are left out of sums. */
export const lagValueSchema = z.union([z.int().nonnegative(), z.literal("none"), z.literal("unknown")]);

export type LagValue = z.infer<typeof lagValueSchema>;

/** `seconds`: when the lag is gone at the present rates; `steady`: nothing to drain; `not-draining`: never, at the present rates. */
export const etaSchema = z.discriminatedUnion("kind", [
	z.object({ kind: z.literal("steady") }),
	z.object({ kind: z.literal("draining"), seconds: z.number() }),
	z.object({ kind: z.literal("not-draining") }),
	z.object({ kind: z.literal("unknown") }),
]);

export type Eta = z.infer<typeof etaSchema>;

export const partitionLagSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	committed: z.int().nullable(),
	end: z.int(),
	lag: lagValueSchema,
	/** Age of the first record not consumed; 0 when there is none; null when unknown. */
	lag_seconds: z.number().nullable(),
	consume_rate: z.number().nullable(),
	produce_rate: z.number().nullable(),
	status: z.enum(LAG_STATUSES),
	eta: etaSchema,
	owner: z.string().nullable(),
});

export type PartitionLag = z.infer<typeof partitionLagSchema>;

/** What waits behind a group, in orders and money. `at_least` when the scan was cut short. */
export const waitingSchema = z.object({
	orders: z.int(),
	amount: z.number(),
	oldest_order_id: idSchema.nullable(),
	oldest_at: z.string().nullable(),
	at_least: z.boolean(),
});

export type Waiting = z.infer<typeof waitingSchema>;

export const groupLagSchema = z.object({
	group: z.string(),
	status: z.enum(LAG_STATUSES),
	paused: z.boolean(),
	/** Sum over partitions whose lag is a number; null when there is none such. */
	lag: z.int().nullable(),
	lag_seconds: z.number().nullable(),
	consume_rate: z.number().nullable(),
	produce_rate: z.number().nullable(),
	eta: etaSchema,
	waiting: waitingSchema,
	members: z.array(z.string()),
	sampled_at: z.string(),
	partitions: z.array(partitionLagSchema),
});

export type GroupLag = z.infer<typeof groupLagSchema>;

/** One past sample of a group, for sparklines and charts. `at` in ms since the epoch. */
export const lagPointSchema = z.object({ at: z.number(), lag: z.number().nullable(), lag_seconds: z.number().nullable() });

export type LagPoint = z.infer<typeof lagPointSchema>;
