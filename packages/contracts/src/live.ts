/** The live stream: one subscription for everything that changes. */

import { z } from "zod";
import { fraudAlertSchema } from "./fraud/entities.ts";
import { only } from "./input.ts";
import { stockStatusSchema } from "./inventory/entities.ts";
import { groupLagSchema } from "./lag/entities.ts";
import { orderViewSchema } from "./orders/entities.ts";
import { serviceStatusSchema } from "./services/entities.ts";

export const liveInputSchema = only({ lastEventId: z.string().max(128).nullish() });

/** What changed since the frame before: newest state per key. `omitted` counts order changes left out to stay bounded. */
export const liveFrameSchema = z.object({
	at: z.string(),
	/** True when what was missed can no longer be sent: read the lists again. */
	reset: z.boolean(),
	orders: z.array(orderViewSchema),
	alerts: z.array(fraudAlertSchema),
	/** Present when a new sample was taken. */
	lag: z.array(groupLagSchema).optional(),
	services: z.array(serviceStatusSchema).optional(),
	/** Present when a new sample was taken. */
	stock: stockStatusSchema.optional(),
	orders_per_second: z.number(),
	order_count: z.int(),
	total_sales: z.number(),
	/** Of `total_sales`. */
	currency: z.string(),
	omitted: z.int(),
});

export type LiveFrame = z.infer<typeof liveFrameSchema>;
