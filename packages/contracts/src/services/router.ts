/** The service procedures, the producer among them. */
import { z } from "zod";
import { acts, router, viewer } from "../procedures.ts";
import { producerStateSchema } from "./entities.ts";
import { servicesSchema, setProducerSchema } from "./requests.ts";

export const servicesRouter = router({
	status: viewer
		.meta({
			openapi: { method: "GET", path: "/api/services/status", tags: ["services"], summary: "Every role: state, throughput, errors" },
		})
		.input(z.void())
		.output(servicesSchema)
		.query(async ({ ctx }) => ({ services: [...(await ctx.api.services())] })),
	producer: viewer
		.meta({ openapi: { method: "GET", path: "/api/producer", tags: ["services"], summary: "The producer and its rate" } })
		.input(z.void())
		.output(producerStateSchema)
		.query(({ ctx }) => ctx.api.producer()),
	setProducer: acts("operator", "setProducer")
		.meta({ openapi: { method: "POST", path: "/api/producer", tags: ["services"], summary: "Start, stop or pace the producer" } })
		.input(setProducerSchema)
		.output(producerStateSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("setProducer", input, ctx.request)),
});
