/** The facts that raise an alert: part of its event, and of the alert as it is stored. */
import { z } from "zod";

/** One fact: the order's value beside what the rule allows. */
export const alertFactSchema = z.discriminatedUnion("fact", [
	/** More than `threshold`, in units of `currency`. */
	z.object({ fact: z.literal("amount"), value: z.number(), threshold: z.number(), currency: z.string() }),
	/** None of the safe countries in `threshold`. */
	z.object({ fact: z.literal("country"), value: z.string(), threshold: z.array(z.string()) }),
	/** Orders of the customer within `window_ms` up to this one, itself included: more than `threshold`. */
	z.object({ fact: z.literal("orders"), value: z.int(), threshold: z.int(), window_ms: z.int() }),
]);
export type AlertFact = z.infer<typeof alertFactSchema>;

/** The verdict for which an order is cancelled: part of the event of its cancellation, by which all of its alerts are resolved. */
export const fraudCancelSchema = z.object({ verdict: z.literal("CONFIRMED_FRAUD"), note: z.string().max(2_000).nullable() });
export type FraudCancel = z.infer<typeof fraudCancelSchema>;
