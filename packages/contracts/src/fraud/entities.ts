/** Fraud alerts. */
import { z } from "zod";
import { amountSchema, idSchema } from "../events.ts";

export const fraudAlertSchema = z.object({
	alert_id: z.string(),
	order_id: idSchema,
	rule: z.string(),
	reason: z.string(),
	score: z.number(),
	amount: amountSchema,
	currency: z.string(),
	country: z.string(),
	raised_at: z.string(),
	state: z.enum(["OPEN", "RESOLVED"]),
});

export type FraudAlert = z.infer<typeof fraudAlertSchema>;
