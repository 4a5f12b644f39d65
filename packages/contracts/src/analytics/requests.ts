/** Inputs and outputs of the analytics procedures. */

import { z } from "zod";
import { isoDateTimeSchema } from "../events.ts";
import { only } from "../input.ts";
import { moneySumsSchema } from "../money.ts";
import { cancelCauseSchema, orderStatusSchema, orderViewSchema } from "../orders/entities.ts";
import { HISTORY_BUCKETS, historyPointSchema, minutePointSchema, totalsViewSchema } from "./entities.ts";

export const analyticsSchema = z.looseObject({
	status: z.literal("ok"),
	orders: z.array(orderViewSchema),
	total_sales: z.number(),
	currency: z.string(),
	order_count: z.int(),
});

export const overviewInputSchema = only({
	minutes: z.int("must be a whole number from 5 to 60").min(5, "must be at least 5").max(60, "must be at most 60").default(30),
	/** The beginning of a longer window, for `window_from` and the orders created since. */
	since: isoDateTimeSchema.optional(),
});

const waitsSchema = moneySumsSchema.extend({ orders: z.int() });

/**
 * The Overview. `minutes` are oldest first and hold twice the window asked for, so that it can be compared with the one before; their
 * `sales` are in the currency of the totals. Orders are counted as lists of orders hold them: the window's minutes together are the orders
 * from `window_from` to `window_to`, and `waiting` and `created` are those of their statuses and causes.
 */
export const overviewSchema = z.object({
	at: z.string(),
	window_minutes: z.int(),
	/** The window, both inclusive: whole minutes, the present one the last. */
	window_from: z.string(),
	window_to: z.string(),
	totals: totalsViewSchema,
	minutes: z.array(minutePointSchema),
	open_alerts: z.int(),
	/** Of the open alerts, those that someone works on. */
	claimed_alerts: z.int(),
	/** As the sums of `moneySumsSchema`. */
	open_alerts_amount: z.number(),
	open_alerts_currency: z.string(),
	open_alerts_by_currency: z.record(z.string(), z.number()),
	/** Orders on their way and not yet delivered or cancelled, by what they wait for: see WAITING_STATUSES. */
	waiting: z.object({
		payment: waitsSchema,
		inventory: waitsSchema,
		shipping: waitsSchema,
		delivery: waitsSchema,
	}),
	/** The orders created in the window by their status, the cancelled ones by cause too. `at_least`: only the newest of them were counted. */
	created: z.object({
		by_status: z.partialRecord(orderStatusSchema, z.int()),
		by_cause: z.partialRecord(cancelCauseSchema, z.int()),
		at_least: z.boolean(),
	}),
});

/** The most points that one response has. */
export const MOST_HISTORY_POINTS = 1_000;

/**
 * Both times are inclusive, and stand for the whole bucket that they are in. `to` is now where it is not given, or later; without `from` the range is
 * two hours of minutes, a day of hours or 30 days.
 */
export const historyInputSchema = only({
	bucket: z.enum(HISTORY_BUCKETS).default("hour"),
	from: isoDateTimeSchema.optional(),
	to: isoDateTimeSchema.optional(),
});

/**
 * Points are oldest first. A bucket in which nothing was recorded has none: whether nothing happened in it, or nothing was running, the log does not
 * state. Hours and days are those of `time_zone`; money is in `currency`, as in the totals.
 */
export const historySchema = z.object({
	/** When it was read. */
	at: z.string(),
	bucket: z.enum(HISTORY_BUCKETS),
	time_zone: z.string(),
	currency: z.string(),
	/** The beginnings of all buckets of the range, oldest first. */
	buckets: z.array(z.string()),
	points: z.array(historyPointSchema),
});
