/** Inputs of the record procedures. */
import { z } from "zod";
import { isoDateTimeSchema } from "../events.ts";
import { only, topicNameSchema } from "../input.ts";

const partitionOf = {
	topic: topicNameSchema((needs) => `must be ${needs}`),
	partition: z.int("must be a whole number from 0").min(0, "must be at least 0").max(1_000_000, "must be at most 1000000"),
};

/** The first record of the partition that the log accepted at this time or later. */
export const recordSinceSchema = only({ ...partitionOf, since: isoDateTimeSchema });

export const recordPositionSchema = only({
	...partitionOf,
	offset: z.int("must be a whole number from 0").min(0, "must be at least 0"),
});
