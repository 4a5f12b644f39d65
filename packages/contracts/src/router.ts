/**
 * The API, once: tRPC procedures, some of which `meta.openapi` also offers as REST. The daemon supplies an ApiContext; the
 * console imports the type alone.
 */
import { initTRPC, TRPCError, tracked } from "@trpc/server";
import type { OpenApiMeta } from "trpc-to-openapi";
import { z } from "zod";
import { analyticsSchema, overviewInputSchema, overviewSchema } from "./analytics/requests.ts";
import type { AccessRole, ApiContext } from "./api-context.ts";
import { auditPageSchema, listAuditSchema } from "./audit/requests.ts";
import { AppError } from "./errors.ts";
import { alertPageSchema, listAlertsSchema } from "./fraud/requests.ts";
import { productViewSchema } from "./inventory/entities.ts";
import { inventorySchema, restockSchema } from "./inventory/requests.ts";
import { lagPointSchema } from "./lag/entities.ts";
import { lagSchema } from "./lag/requests.ts";
import { liveInputSchema } from "./live.ts";
import { orderViewSchema } from "./orders/entities.ts";
import {
	cancelOrderSchema,
	createOrderSchema,
	listOrdersSchema,
	orderEventsSchema,
	orderIdInputSchema,
	orderPageSchema,
	whereIsSchema,
} from "./orders/requests.ts";
import { problemOf, trpcErrorOf } from "./problem.ts";
import { replayJobSchema } from "./replay/entities.ts";
import { replayIdSchema, replayListSchema, replaySchema } from "./replay/requests.ts";
import { producerStateSchema } from "./services/entities.ts";
import { servicesSchema, setProducerSchema } from "./services/requests.ts";
import { sessionSchema } from "./session.ts";

/** How a procedure is offered as REST, where it is; `status` is that of success, 200 unless it says so. */
export interface RestMeta extends OpenApiMeta {
	readonly status?: 200 | 201 | 202;
}

const t = initTRPC
	.context<ApiContext>()
	.meta<RestMeta>()
	.create({
		sse: { ping: { enabled: true, intervalMs: 5_000 }, client: { reconnectAfterInactivityMs: 15_000 } },
		errorFormatter: ({ shape, error }) => ({
			...shape,
			message: problemOf(error).body.message,
			data: { code: shape.data.code, httpStatus: problemOf(error).status, path: shape.data.path, problem: problemOf(error).body },
		}),
	});

const RANK: Record<AccessRole, number> = { viewer: 0, operator: 1, admin: 2 };

/** A procedure for actors of at least `role`; domain errors become tRPC errors with their code kept. */
const procedureFor = (role: AccessRole) =>
	t.procedure.use(async ({ ctx, next, path }) => {
		const { actor } = ctx;
		if (actor === undefined)
			throw trpcErrorOf(new AppError("UNAUTHENTICATED", "This daemon asks for a bearer token: Authorization: Bearer <token>."));
		if (RANK[actor.role] < RANK[role]) {
			throw trpcErrorOf(new AppError("FORBIDDEN", `${path} needs the role ${role}; ${actor.name} is ${actor.role}.`));
		}
		const result = await next({ ctx: { ...ctx, actor } });
		if (!result.ok && result.error.cause instanceof AppError) throw trpcErrorOf(result.error.cause);
		return result;
	});

const viewer = procedureFor("viewer");
const operator = procedureFor("operator");

/** The value, or NOT_FOUND in the words an operator would use. */
function found<T>(value: T | undefined, what: string, id: string): T {
	if (value === undefined) throw new AppError("NOT_FOUND", `There is no ${what} ${id}.`);
	return value;
}

const orders = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/orders", tags: ["orders"], summary: "Orders, newest first, by filters and cursor" } })
		.input(listOrdersSchema)
		.output(orderPageSchema)
		.query(({ ctx, input }) => ctx.api.listOrders(input)),
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
	create: operator
		.meta({
			openapi: { method: "POST", path: "/api/orders", tags: ["orders"], summary: "Create an order; honours Idempotency-Key" },
			status: 201,
		})
		.input(createOrderSchema)
		.output(orderViewSchema)
		.mutation(({ ctx, input }) => ctx.api.createOrder(input, { idempotencyKey: ctx.idempotencyKey }, ctx.actor)),
	cancel: operator
		.meta({
			openapi: { method: "POST", path: "/api/orders/{id}/cancel", tags: ["orders"], summary: "Cancel an order that has not shipped" },
		})
		.input(cancelOrderSchema)
		.output(orderViewSchema)
		.mutation(({ ctx, input }) => ctx.api.cancelOrder(input, ctx.actor)),
	replay: operator
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
		.mutation(({ ctx, input }) => ctx.api.startReplay(input, ctx.actor)),
});

const replays = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/replays", tags: ["replay"], summary: "Replay jobs, newest first" } })
		.input(z.void())
		.output(replayListSchema)
		.query(async ({ ctx }) => ({ jobs: [...(await ctx.api.listReplays())] })),
	get: viewer
		.meta({ openapi: { method: "GET", path: "/api/replays/{id}", tags: ["replay"], summary: "A replay job and its progress" } })
		.input(replayIdSchema)
		.output(replayJobSchema)
		.query(async ({ ctx, input }) => found(await ctx.api.getReplay(input.id), "replay job", input.id)),
	cancel: operator
		.meta({ openapi: { method: "POST", path: "/api/replays/{id}/cancel", tags: ["replay"], summary: "Stop a replay job" } })
		.input(replayIdSchema)
		.output(replayJobSchema)
		.mutation(({ ctx, input }) => ctx.api.cancelReplay(input.id, ctx.actor)),
});

const analytics = t.router({
	summary: viewer
		.meta({ openapi: { method: "GET", path: "/api/analytics", tags: ["analytics"], summary: "The ten newest orders and the totals" } })
		.input(z.void())
		.output(analyticsSchema)
		.query(({ ctx }) => ctx.api.analytics()),
	overview: viewer
		.input(overviewInputSchema)
		.output(overviewSchema)
		.query(({ ctx, input }) => ctx.api.overview(input.minutes)),
});

const inventory = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/inventory", tags: ["inventory"], summary: "Stock by product" } })
		.input(z.void())
		.output(inventorySchema)
		.query(async ({ ctx }) => ({ products: [...(await ctx.api.inventory())] })),
	restock: operator
		.meta({ openapi: { method: "POST", path: "/api/inventory/{id}/restock", tags: ["inventory"], summary: "Put stock on the shelf" } })
		.input(restockSchema)
		.output(productViewSchema)
		.mutation(({ ctx, input }) => ctx.api.restock(input, ctx.actor)),
});

const alerts = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/alerts", tags: ["fraud"], summary: "Fraud alerts, worst first" } })
		.input(listAlertsSchema)
		.output(alertPageSchema)
		.query(({ ctx, input }) => ctx.api.listAlerts(input)),
});

const lag = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/lag", tags: ["lag"], summary: "Consumer groups, worst first" } })
		.input(z.void())
		.output(lagSchema)
		.query(async ({ ctx }) => ({ groups: [...(await ctx.api.lag())] })),
	history: viewer
		.input(z.void())
		.output(z.record(z.string(), z.array(lagPointSchema)))
		.query(async ({ ctx }) =>
			Object.fromEntries(Object.entries(await ctx.api.lagHistory()).map(([group, points]) => [group, [...points]])),
		),
});

const services = t.router({
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
	setProducer: operator
		.meta({ openapi: { method: "POST", path: "/api/producer", tags: ["services"], summary: "Start, stop or pace the producer" } })
		.input(setProducerSchema)
		.output(producerStateSchema)
		.mutation(({ ctx, input }) => ctx.api.setProducer(input, ctx.actor)),
});

const audit = t.router({
	list: viewer
		.meta({ openapi: { method: "GET", path: "/api/audit", tags: ["audit"], summary: "Who did what, newest first" } })
		.input(listAuditSchema)
		.output(auditPageSchema)
		.query(({ ctx, input }) => ctx.api.listAudit(input)),
});

export const appRouter = t.router({
	/** Open to anyone: whether a token is asked for, and whose the given one is. */
	session: t.procedure
		.input(z.void())
		.output(sessionSchema)
		.query(({ ctx }) => ({ actor: ctx.actor ?? null, auth_required: ctx.authRequired, version: ctx.version })),
	orders,
	replays,
	analytics,
	inventory,
	alerts,
	lag,
	services,
	audit,
	/** All that is live, in one stream: a browser allows six connections to a host, and each stream takes one. */
	live: viewer.input(liveInputSchema).subscription(async function* ({ ctx, input, signal }) {
		try {
			for await (const { id, frame } of ctx.api.live(input, signal ?? new AbortController().signal)) yield tracked(id, frame);
		} catch (cause) {
			// Only a TRPCError ends a stream visibly; after any other the client reconnects without a word.
			throw cause instanceof AppError ? trpcErrorOf(cause) : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
		}
	}),
});
export type AppRouter = typeof appRouter;
