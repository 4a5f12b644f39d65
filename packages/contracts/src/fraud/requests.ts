/** Inputs and outputs of the fraud procedures. */
import { z } from "zod";
import { cursorSchema, limitSchema, only } from "../input.ts";
import { orderStatusSchema } from "../orders/entities.ts";
import { fraudAlertSchema } from "./entities.ts";

export const listAlertsSchema = only({
	limit: limitSchema,
	cursor: cursorSchema,
	state: z.enum(["OPEN", "RESOLVED"]).default("OPEN"),
	/** Worst first: score, then amount, then age. */
	order: z.enum(["worst", "newest"]).default("worst"),
});

/** `open` and the sums beside it (as in `moneySumsSchema`) are of all open alerts, not only this page. */
export const alertPageSchema = z.object({
	alerts: z.array(fraudAlertSchema.extend({ order_status: orderStatusSchema.nullable() })),
	nextCursor: z.string().nullable(),
	open: z.int(),
	open_amount: z.number(),
	open_currency: z.string(),
	open_by_currency: z.record(z.string(), z.number()),
});
