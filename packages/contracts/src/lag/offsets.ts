/** Moving the committed offsets of a consumer group: the preview, the reset, and back. */
import { z } from "zod";
import { command } from "../command.ts";
import { isoDateTimeSchema } from "../events.ts";
import { only, pathIdSchema } from "../input.ts";
import { moneySumsSchema } from "../money.ts";
import { groupReasonSchema } from "./reason.ts";

const topicSchema = z.string().min(1).max(249);
const partitionSchema = z.int("must be a partition number").nonnegative("must be a partition number");
const offsetSchema = z.int("must be an offset").nonnegative("must be an offset");

/** A partition and an offset in it; null: nothing is committed there. */
export const committedOffsetSchema = z.object({ topic: z.string(), partition: z.int(), offset: z.int().nullable() });

export type CommittedOffset = z.infer<typeof committedOffsetSchema>;

const TARGETS = 'must be "earliest", "latest", or an object with one of time, shift, offsets, copy_from, skip';

/**
 * `time`: the first record that the log accepted then or later. `shift`: so many offsets forward, or back. `skip`: past the first record that
 * is not consumed. `copy_from`: where another group stands.
 */
export const resetTargetSchema = z.union(
	[
		z.enum(["earliest", "latest"]),
		only({ time: isoDateTimeSchema }),
		only({ shift: z.int("must be a whole number of offsets") }),
		only({
			offsets: z
				.array(only({ topic: topicSchema, partition: partitionSchema, offset: offsetSchema }))
				.min(1, "must name at least one")
				.max(1_000, "must name at most 1000"),
		}),
		only({ copy_from: pathIdSchema }),
		only({ skip: z.literal(1, "must be 1") }),
	],
	TARGETS,
);

export type ResetTarget = z.infer<typeof resetTargetSchema>;

const scope = {
	topics: z.array(topicSchema).min(1, "must name at least one").max(64, "must name at most 64").nullish(),
	partitions: z.array(partitionSchema).min(1, "must name at least one").max(1_000, "must name at most 1000").nullish(),
};

/** What the offsets were in the preview: where they have moved since, nothing is reset. */
const expectedSchema = z
	.array(only({ topic: topicSchema, partition: partitionSchema, offset: offsetSchema.nullable() }))
	.max(10_000, "must name at most 10000");

export const previewResetSchema = only({ group: pathIdSchema, to: resetTargetSchema, ...scope, reason: groupReasonSchema.optional() });

export const resetOffsetsSchema = only({
	group: pathIdSchema,
	to: resetTargetSchema,
	...scope,
	reason: groupReasonSchema,
	expected: expectedSchema.optional(),
});

export const restoreOffsetsSchema = only({ group: pathIdSchema, reason: groupReasonSchema, expected: expectedSchema.optional() });

/** `again`: records that were consumed are read again. `skips`: records that were not are passed over. */
export const MOVES = ["again", "skips", "stays"] as const;

export const offsetMoveSchema = z.object({
	topic: z.string(),
	partition: z.int(),
	/** Null: the group never committed here, and would begin at the earliest record. */
	from: z.int().nullable(),
	to: z.int(),
	/** Offsets between them; fewer may hold a record. */
	records: z.int(),
	move: z.enum(MOVES),
	/** The target was outside of what the log holds: `to` is the nearest offset within. */
	clamped: z.boolean(),
	/** Of a time: the record found. */
	found: z.object({ offset: z.int(), at: z.string() }).nullable(),
});

export type OffsetMove = z.infer<typeof offsetMoveSchema>;

/** `already_done`: how many of the orders have had the group's effect before; null where its effect leaves no record. */
const concernedSchema = moneySumsSchema.extend({ orders: z.int(), already_done: z.int().nullable(), at_least: z.boolean() });

export const resetPreviewSchema = concernedSchema.extend({
	group: z.string(),
	at: z.string(),
	partitions: z.array(offsetMoveSchema.extend({ orders: z.int(), amount: z.number() })),
	/** Two totals, never one net figure: what is read again, and what would never be read. */
	replays: concernedSchema.extend({ records: z.int() }),
	never_read: concernedSchema.extend({ records: z.int() }),
	warnings: z.array(z.string()),
	/** What it will do and will not do. */
	in_words: z.array(z.string()),
	/** To be passed to the reset. */
	expected: z.array(committedOffsetSchema),
	/** Why a reset would be refused now; null where it would not. */
	refused: z.string().nullable(),
});

export type ResetPreview = z.infer<typeof resetPreviewSchema>;

/** A reset that was accepted: what it moves. */
export const acceptedResetSchema = z.object({ group: z.string(), reset_id: z.string(), partitions: z.array(offsetMoveSchema) });

export const offsetResetSchema = acceptedResetSchema.extend({
	/** What the log reports after the reset, for each partition. */
	read_back: z.array(committedOffsetSchema.extend({ expected: z.int(), matches: z.boolean() })),
	/** Until when the previous offsets can be restored. */
	restorable_until: z.string(),
});

export type OffsetReset = z.infer<typeof offsetResetSchema>;

export const offsetCommands = {
	/** Refuses with GROUP_ACTIVE and CHANGED_MEANWHILE. */
	resetOffsets: command(resetOffsetsSchema, acceptedResetSchema, { action: "group.offsets.reset", target: "group:{group}" }),
	/** As resetOffsets; with NOT_FOUND where nothing was reset within a day. */
	restoreOffsets: command(restoreOffsetsSchema, acceptedResetSchema, { action: "group.offsets.restore", target: "group:{group}" }),
	/** By the daemon: the log has the offsets, or `failure` states why not. */
	endReset: command(
		z.object({ group: pathIdSchema, reset_id: z.string(), failure: z.string().nullable() }),
		z.object({ group: z.string(), reset_id: z.string() }),
		{ action: "group.offsets.failed", target: "group:{group}" },
	),
};
