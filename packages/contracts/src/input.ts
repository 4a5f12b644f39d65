/** What the inputs of all areas share. Messages say what is accepted: they are shown to the caller. */
import { z } from "zod";
import { idTextSchema } from "./events.ts";
import { topicNameNeeds } from "./topics.ts";

/** An object of these fields and no others: an unknown one is refused by name, and the message lists the known ones. */
export const only = <S extends Readonly<Record<string, z.ZodType>>>(shape: S) =>
	z.strictObject(shape, {
		error: (issue) =>
			issue.code === "unrecognized_keys" ? `is unknown; accepted: ${Object.keys(shape).join(", ")}` : "must be an object of fields",
	});

export const limitSchema = z
	.int("must be a whole number from 1 to 500")
	.min(1, "must be at least 1")
	.max(500, "must be at most 500")
	.default(50);

export const cursorSchema = z
	.string()
	.min(1, "must be a nextCursor of this list")
	.max(1024, "must be a nextCursor of this list")
	.optional();

/** Values that a filter may name. */
export const MOST_LISTED = 64;

export const listOf = <T extends z.ZodType>(item: T) =>
	z.array(item).min(1, "must name at least one").max(MOST_LISTED, `must name at most ${MOST_LISTED}`).optional();

export const pathIdSchema = idTextSchema;

/** The name of a topic that is created where it does not exist; `message` puts what it needs into a sentence. */
export const topicNameSchema = (message: (needs: string) => string) =>
	z.string().superRefine((name, context) => {
		const needs = topicNameNeeds(name);
		if (needs !== undefined) context.addIssue(message(needs));
	});
