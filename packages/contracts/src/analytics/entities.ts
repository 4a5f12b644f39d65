/** Totals, and the minutes of the pipeline. */

import { z } from "zod";
import { cancelCauseSchema } from "../orders/entities.ts";
import { EVENT_TYPES } from "../topics.ts";

/** One minute of the pipeline, by the minute in which things happened. `minute` is ms since the epoch. */
export const minutePointSchema = z.object({
	minute: z.number(),
	orders: z.int(),
	sales: z.number(),
	by_country: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })),
	/** Events of each type that the minute saw. */
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});

export type MinutePoint = z.infer<typeof minutePointSchema>;

/** Totals since the beginning. Money in units of currency, two decimals. */
export const totalsViewSchema = z.object({
	total_sales: z.number(),
	order_count: z.int(),
	by_country: z.record(z.string(), z.object({ orders: z.int(), sales: z.number() })),
	events: z.partialRecord(z.enum(EVENT_TYPES), z.int()),
	cancelled: z.partialRecord(cancelCauseSchema, z.int()),
});

export type TotalsView = z.infer<typeof totalsViewSchema>;
