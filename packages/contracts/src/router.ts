/**
 * The API, once: tRPC procedures, some of which `meta.openapi` also offers as REST. The daemon supplies an ApiContext; the console imports
 * the type alone.
 */
import { TRPCError, tracked } from "@trpc/server";
import { z } from "zod";
import type { Unlock } from "./access/entities.ts";
import { accessRouter } from "./access/router.ts";
import { analyticsRouter } from "./analytics/router.ts";
import type { ApiContext } from "./api-context.ts";
import { auditRouter } from "./audit/router.ts";
import { AppError } from "./errors.ts";
import { eventsRouter } from "./feed/router.ts";
import { alertsRouter } from "./fraud/router.ts";
import { inventoryRouter } from "./inventory/router.ts";
import { jobsRouter } from "./jobs/router.ts";
import { lagRouter } from "./lag/router.ts";
import { lettersRouter } from "./letters/router.ts";
import { liveInputSchema } from "./live.ts";
import { ordersRouter } from "./orders/router.ts";
import { trpcErrorOf } from "./problem.ts";
import { anyone, router, viewer } from "./procedures.ts";
import { recordsRouter } from "./records/router.ts";
import { replaysRouter } from "./replay/router.ts";
import { rulesRouter } from "./rules/router.ts";
import { servicesRouter } from "./services/router.ts";
import { sessionOf, sessionSchema } from "./session.ts";

/** The caller's unlock. While the store is unavailable production counts as locked: how one signs in is known all the same. */
async function knownUnlock({ actor, api }: Pick<ApiContext, "actor" | "api">): Promise<Unlock | null> {
	if (actor === undefined) return null;
	try {
		return await api.unlockOf(actor);
	} catch (error) {
		if (error instanceof AppError && error.code === "UNAVAILABLE") return null;
		throw error;
	}
}

export const appRouter = router({
	/** Open to everyone: how to sign in here, and whose the given credential is or why it is not accepted. */
	session: anyone
		.input(z.void())
		.output(sessionSchema)
		.query(async ({ ctx }) => sessionOf({ ...ctx, unlock: await knownUnlock(ctx) })),
	access: accessRouter,
	orders: ordersRouter,
	replays: replaysRouter,
	jobs: jobsRouter,
	analytics: analyticsRouter,
	inventory: inventoryRouter,
	alerts: alertsRouter,
	rules: rulesRouter,
	lag: lagRouter,
	services: servicesRouter,
	audit: auditRouter,
	records: recordsRouter,
	events: eventsRouter,
	deadLetters: lettersRouter,
	/** All that is live, in one stream: a browser allows six connections to a host, and each stream takes one. */
	live: viewer.input(liveInputSchema).subscription(async function* ({ ctx, input, signal }) {
		try {
			for await (const { id, frame } of ctx.api.live(input, signal ?? new AbortController().signal)) yield tracked(id, frame);
		} catch (cause) {
			// Only a TRPCError ends a stream visibly; after any other the client reconnects without an error.
			throw cause instanceof AppError ? trpcErrorOf(cause) : new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
		}
	}),
});
export type AppRouter = typeof appRouter;
