/** Inputs and outputs of the replay procedures. */

import { z } from "zod";
import { command } from "../command.ts";
import { only, pathIdSchema, topicNameSchema } from "../input.ts";
import { replayJobSchema } from "./entities.ts";

export const replaySchema = only({
	days: z.number("must be a number of days from 0 to 365").positive("must be more than 0").max(365, "must be at most 365").default(7),
	topic: topicNameSchema((needs) => `must be ${needs}`).default("orders-replay"),
	/** Orders per second, at most; as fast as possible where it is not given. */
	rate: z
		.number("must be a number of orders per second from 0.1 to 10000")
		.min(0.1, "must be at least 0.1")
		.max(10_000, "must be at most 10000")
		.optional(),
});

export const replayIdSchema = only({ id: pathIdSchema });

export const replayListSchema = z.object({ jobs: z.array(replayJobSchema) });

export const replayCommands = {
	startReplay: command(replaySchema, replayJobSchema, { action: "orders.replay", target: "topic:{topic}" }),
	cancelReplay: command(replayIdSchema, replayJobSchema, { action: "replay.cancel", target: "replay:{id}" }),
};
