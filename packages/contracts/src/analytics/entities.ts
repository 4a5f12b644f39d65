/** Totals, and the minutes of the pipeline. */

import { z } from "zod";
import { cancelCauseSchema, type OrderStatus } from "../orders/entities.ts";
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
