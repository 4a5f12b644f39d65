/** Inputs and outputs of the service procedures. */
import { z } from "zod";
import { command } from "../command.ts";
import { only } from "../input.ts";
import { producerStateSchema, serviceStatusSchema } from "./entities.ts";

export const setProducerSchema = only({
	running: z.boolean().optional(),
	rate: z
		.number("must be orders per second, 0.1 to 10000")
		.min(0.1, "must be at least 0.1")
		.max(10_000, "must be at most 10000")
		.optional(),
});

export const servicesSchema = z.object({ services: z.array(serviceStatusSchema) });

export const serviceCommands = {
	setProducer: command(setProducerSchema, producerStateSchema, { action: "producer.set", target: "producer" }),
};
