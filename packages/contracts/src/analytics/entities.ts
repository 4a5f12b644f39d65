/** Totals, and the minutes of the pipeline. */

import { z } from "zod";
import { cancelCauseSchema, type OrderStatus, orderStatusSchema } from "../orders/entities.ts";
import { EVENT_TYPES } from "../topics.ts";

/**
 * Orders and their money. `sales` is in the currency that the response states, `by_currency` has every currency, by code. Orders whose
 * currency is no code are counted, and in no sum.
 */
const salesFields = {
	/** By code; what is no country code is `other`. */
	by_country: z.record(z.string(), z.object({ orders: z.int(), sales: z.number(), by_currency: z.record(z.string(), z.number()) })),
	by_currency: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })),
};

/** What orders wait for, and the statuses of those that do. An order that is neither paid nor reserved waits for its payment. */
export const WAITING_STATUSES = {
	payment: ["CREATED", "CONFIRMED"],
	inventory: ["PAID"],
	shipping: ["PREPARED"],
	delivery: ["SHIPPED"],
} as const satisfies Readonly<Record<string, readonly OrderStatus[]>>;

/**
 * The steps that an order has reached, by its status: each holds all of the next, so that a cohort of orders only becomes fewer from step to
 * step. A cancelled order has reached none of them, whatever it had reached before.
 */
export const REACHED_STATUSES = {
	paid: ["PAID", "PREPARED", "SHIPPED", "DELIVERED"],
	prepared: ["PREPARED", "SHIPPED", "DELIVERED"],
	shipped: ["SHIPPED", "DELIVERED"],
	delivered: ["DELIVERED"],
} as const satisfies Readonly<Record<string, readonly OrderStatus[]>>;

/**
 * One minute of the pipeline: the orders created in it, and the events that happened in it, both by `createdAt` and time of event, no later
 * than the log accepted them. `minute` is ms since the epoch.
 */
export const minutePointSchema = z.object({
	minute: z.number(),
	orders: z.int(),
	sales: z.number(),
	...salesFields,
	/** Events of each type that the minute saw. */
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});

export type MinutePoint = z.infer<typeof minutePointSchema>;

/** Totals since the beginning. `total_sales` is in `currency`: the only one there is, or BASE_CURRENCY where there are several or none. */
export const totalsViewSchema = z.object({
	total_sales: z.number(),
	currency: z.string(),
	order_count: z.int(),
	...salesFields,
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});

export type TotalsView = z.infer<typeof totalsViewSchema>;

export const HISTORY_BUCKETS = ["minute", "hour", "day"] as const;
export type HistoryBucket = (typeof HISTORY_BUCKETS)[number];

/** What was recorded in a minute, an hour or a day, by the time at which it happened. */
export const historyPointSchema = z.object({
	/** The beginning of the bucket, ISO 8601 in UTC. */
	at: z.string(),
	/** Orders created. */
	orders: z.int(),
	sales: z.number(),
	/** Cancellations: one that two events state, such as a declined payment and missing stock, counts twice. */
	cancelled: z.int(),
	/** Payments refunded. */
	refunded: z.int(),
	/** Orders flagged by a first fraud alert. */
	flagged: z.int(),
	...salesFields,
	/** Orders that reached each status. */
	by_status: z.partialRecord(orderStatusSchema, z.int()),
	/** The smallest and the largest order in the currency; null where there is none. */
	min: z.number().nullable(),
	max: z.number().nullable(),
	/** True while more may come: the bucket is not over, not consumed to its end, or recording began within it. */
	partial: z.boolean(),
	/** When the log took in the newest record that is counted here. */
	revised_at: z.string(),
	/** Events of each type. */
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
});

export type HistoryPoint = z.infer<typeof historyPointSchema>;
