/** A record of the log, as it lies there: its bytes, and what they are read as. */
import { z } from "zod";
import { EVENT_TYPES } from "../topics.ts";

/** The most bytes of a value that a response has. */
export const VALUE_BYTES_SHOWN = 1_048_576;

/** The event that a record is read as. */
export const recordEventSchema = z.object({
	type: z.enum(EVENT_TYPES),
	id: z.string(),
	source: z.string(),
	/** When it happened, ISO 8601. */
	time: z.string(),
	/** Null for an event that belongs to no order. */
	order_id: z.string().nullable(),
});

export type RecordEvent = z.infer<typeof recordEventSchema>;

/** `past`: its committed offset is after the record. Null where the group's offset is not known. */
export const recordGroupSchema = z.object({
	group: z.string(),
	committed: z.int().nullable(),
	past: z.boolean().nullable(),
	paused: z.boolean(),
});

export type RecordGroup = z.infer<typeof recordGroupSchema>;

/** Where a record lies, and when the log accepted it, ISO 8601. */
export const recordPlaceSchema = z.object({ topic: z.string(), partition: z.int(), offset: z.int(), timestamp: z.string() });

export type RecordPlace = z.infer<typeof recordPlaceSchema>;

/** The offsets of the records that can be read: from `earliest` to before `end`. */
export const recordRangeSchema = z.object({ earliest: z.int(), end: z.int() });

/** A record near the one that is shown, as a line of a list. */
export const nearbyRecordSchema = z.object({
	offset: z.int(),
	timestamp: z.string(),
	size_bytes: z.int(),
	type: z.enum(EVENT_TYPES).nullable(),
	order_id: z.string().nullable(),
	country: z.string().nullable(),
	amount: z.number().nullable(),
	currency: z.string().nullable(),
	/** The groups whose committed offset is after it. */
	past: z.array(z.string()),
});

export type NearbyRecord = z.infer<typeof nearbyRecordSchema>;

/**
 * `value_text`: the value where it is text in UTF-8; `value_base64` where it is not. Both are null for a tombstone. `value_cut`: only the first
 * VALUE_BYTES_SHOWN bytes are there. `event`: what the value is read as; where it cannot be read, `unreadable` states why.
 */
export const recordViewSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	offset: z.int(),
	/** When the log accepted it, ISO 8601. */
	timestamp: z.string(),
	key: z.string().nullable(),
	headers: z.record(z.string(), z.string()),
	size_bytes: z.int(),
	header_bytes: z.int(),
	value_text: z.string().nullable(),
	value_base64: z.string().nullable(),
	value_cut: z.boolean(),
	event: recordEventSchema.nullable(),
	/** True for an order of a replay, which groups skip. */
	replayed: z.boolean(),
	unreadable: z.string().nullable(),
	groups: z.array(recordGroupSchema),
	range: recordRangeSchema,
	/** Offsets of the records before and after it; null at either end of what can be read. */
	previous: z.int().nullable(),
	next: z.int().nullable(),
	/** Itself and up to two records on each side, by offset. */
	nearby: z.array(nearbyRecordSchema),
});

export type RecordView = z.infer<typeof recordViewSchema>;
