/** Input and output of the event procedures. */
import { z } from "zod";
import { isoDateTimeSchema } from "../events.ts";
import { limitSchema, listOf, only, pathIdSchema } from "../input.ts";
import { EVENT_TYPES, ORDER_EVENT_TOPICS } from "../topics.ts";
import { loggedEventSchema } from "./entities.ts";
import { positionIn } from "./position.ts";

/** It has the next offset of every partition. */
const MOST_CURSOR = 8_192;

/**
 * Events as the log has them, oldest first, across topics: by when the log accepted them, ties by topic, partition, offset. They begin at
 * `from` or `at`, else with the first that the log has.
 */
export const listEventsSchema = only({
	limit: limitSchema,
	cursor: z.string().min(1, "must be a nextCursor of this list").max(MOST_CURSOR, "must be a nextCursor of this list").optional(),
	/** The first event is the first that the log accepted at this time or later. */
	from: isoDateTimeSchema.optional(),
	/** The first event is the one at this position, or the first after it in the list. */
	at: z
		.string()
		.refine((text) => positionIn(text) !== undefined, "must be a position in a topic of order events, such as orders/1@31059")
		.optional(),
	topic: listOf(z.enum(ORDER_EVENT_TOPICS)),
	type: listOf(z.enum(EVENT_TYPES)),
	/** The id of an order. */
	order: pathIdSchema.optional(),
}).superRefine(({ from, at }, context) => {
	if (from !== undefined && at !== undefined)
		context.addIssue({ code: "custom", path: ["at"], message: "must not be given together with from" });
});

export type EventSelection = z.infer<typeof listEventsSchema>;

/**
 * A request examines a limited number of records, so a page of a filtered list may have few events, or none, and still be followed by others.
 * `start`: the log has nothing before the page. `end`: it has no more now; `nextCursor` then continues with what it accepts later.
 */
export const eventPageSchema = z.object({
	events: z.array(loggedEventSchema),
	nextCursor: z.string(),
	start: z.boolean(),
	end: z.boolean(),
	/** When the log accepted the last record that was examined, ISO 8601; null where none was. */
	until: z.string().nullable(),
});

export type EventPage = z.infer<typeof eventPageSchema>;
