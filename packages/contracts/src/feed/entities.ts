/** A record of the log as a line of the event feed. */
import { z } from "zod";
import { lifecycleEntrySchema } from "../orders/entities.ts";
import { EVENT_TYPES } from "../topics.ts";

/** Where a record is that is no event, `unreadable` states why, and `type` is null with all that follows from the event. */
export const loggedEventSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	offset: z.int(),
	/** When the log accepted it, ISO 8601: the list is sorted by it. Null where the record cannot be read from the log at all. */
	accepted_at: z.string().nullable(),
	type: z.enum(EVENT_TYPES).nullable(),
	/** When it happened, ISO 8601. */
	occurred_at: z.string().nullable(),
	/** Null for an event that belongs to no order. */
	order_id: z.string().nullable(),
	/** These three are the order's where analytics-group has seen it, else what the event states. */
	country: z.string().nullable(),
	amount: z.number().nullable(),
	currency: z.string().nullable(),
	detail: lifecycleEntrySchema.shape.detail,
	unreadable: z.string().nullable(),
});

export type LoggedEvent = z.infer<typeof loggedEventSchema>;
