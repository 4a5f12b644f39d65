/** The order procedures. */

import { z } from "zod";
import { jobSchema } from "../jobs/entities.ts";
import { acts, found, router, stored, viewer } from "../procedures.ts";
import { replayJobSchema } from "../replay/entities.ts";
import { replaySchema } from "../replay/requests.ts";
import { orderViewSchema } from "./entities.ts";
import {
	cancelOrderSchema,
	cancelOrdersSchema,
	cancelPreviewSchema,
	countOrdersSchema,
	createOrderSchema,
	listOrdersSchema,
	namedOrdersSchema,
	orderCountsSchema,
	orderEventsSchema,
	orderIdInputSchema,
	orderPageSchema,
	ordersReadSchema,
	whereIsSchema,
} from "./requests.ts";

export const ordersRouter = router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/orders", tags: ["orders"], summary: "Orders by filters, sort and cursor" } })
		.input(listOrdersSchema)
		.output(stored(orderPageSchema))
		.query(({ ctx, input }) => ctx.api.listOrders(input)),
	counts: viewer
		.input(countOrdersSchema)
		.output(orderCountsSchema)
		.query(({ ctx, input }) => ctx.api.countOrders(input)),
	named: viewer
		.input(namedOrdersSchema)
		.output(stored(ordersReadSchema))
		.query(({ ctx, input }) => ctx.api.namedOrders(input)),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/orders/{id}", tags: ["orders"], summary: "One order" } })
		.input(orderIdInputSchema)
		.output(orderViewSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.getOrder(input.id), "order", input.id)),
	events: viewer
		.meta({ openapi: { method: "GET", path: "/api/orders/{id}/events", tags: ["orders"], summary: "An order's events, oldest first" } })
		.input(orderIdInputSchema)
		.output(orderEventsSchema)
		.query(async ({ ctx, input }) => ({ events: [...found(await ctx.api.orderEvents(input.id), "order", input.id)] })),
	whereIs: viewer
		.input(orderIdInputSchema)
		.output(whereIsSchema)
		.query(({ ctx, input }) => ctx.api.whereIs(input.id)),
	create: acts("operator", "createOrder")
		.meta({
			openapi: { method: "POST", path: "/api/orders", tags: ["orders"], summary: "Create an order; honors Idempotency-Key" },
			status: 201,
		})
		.input(createOrderSchema)
		.output(orderViewSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("createOrder", input, ctx.request)),
	cancel: acts("operator", "cancelOrder")
		.meta({
			openapi: { method: "POST", path: "/api/orders/{id}/cancel", tags: ["orders"], summary: "Cancel an order that has not shipped" },
		})
		.input(cancelOrderSchema)
		.output(orderViewSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("cancelOrder", input, ctx.request)),
	cancelMany: acts("operator", "cancelOrders")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/orders/cancel",
				tags: ["orders", "jobs"],
				summary: "Cancel the orders of a list or a filter, as a job; with dryRun, what it would do",
			},
			status: 202,
		})
		.input(cancelOrdersSchema)
		.output(z.union([jobSchema, cancelPreviewSchema]))
		.mutation(({ ctx, input: { dryRun, reason, ...selection } }) =>
			dryRun || reason === undefined
				? ctx.api.previewCancelOrders(selection)
				: ctx.api.execute("cancelOrders", { ...selection, reason }, ctx.request),
		),
	replay: acts("operator", "startReplay")
		.meta({
			openapi: {
				method: "POST",
				path: "/api/orders/replay",
				tags: ["replay"],
				summary: "Replay the orders of the last days into a topic",
			},
			status: 202,
		})
		.input(replaySchema)
		.output(replayJobSchema)
		.mutation(({ ctx, input }) => ctx.api.execute("startReplay", input, ctx.request)),
});
