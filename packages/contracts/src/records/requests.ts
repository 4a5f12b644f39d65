/** Inputs of the record procedures. */
import { z } from "zod";
import { only, topicNameSchema } from "../input.ts";

export const recordPositionSchema = only({
	topic: topicNameSchema((needs) => `must be ${needs}`),
	partition: z.int("must be a whole number from 0").min(0, "must be at least 0").max(1_000_000, "must be at most 1000000"),
	offset: z.int("must be a whole number from 0").min(0, "must be at least 0"),
});
