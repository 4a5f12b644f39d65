/** tRPC over HTTP: GET and POST of procedures, several of them with commas. Its subscription has a route of its own. */
import { AppError } from "@orderdeck/contracts/errors";
import { problemOf } from "@orderdeck/contracts/problem";
import { appRouter } from "@orderdeck/contracts/router";
import type { AnyProcedure, AnyRouter } from "@trpc/server";
import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { type ContextDeps, contextOf } from "./context.ts";
import { acceptJsonText } from "./json-body.ts";
import { LIMITS } from "./limits.ts";
import { causeOf, type OnFailure } from "./problems.ts";

const router: AnyRouter = appRouter;
const SUBSCRIPTIONS = Object.entries<AnyProcedure>(router._def.procedures).flatMap(([path, { _def }]) =>
	_def.type === "subscription" ? [path] : [],
);
/** Procedures have these names only. tRPC decodes a path again, so that `%256Cive` would name another procedure than the router has checked. */
const PATH = /^[A-Za-z.]+(?:,[A-Za-z.]+)*$/;

const STREAM_HEADERS = { "content-type": "application/jsonl", "x-accel-buffering": "no" };

/** tRPC's own plugin for Fastify is not used: it accepts forms, without a limit, and methods for which there is no Request. */
export async function registerTrpc(server: FastifyInstance, context: ContextDeps, onFailure: OnFailure): Promise<void> {
	await server.register(async (scope) => {
		acceptJsonText(scope);
		scope.route<{ Params: { path: string } }>({
			method: ["GET", "POST"],
			url: "/trpc/:path",
			exposeHeadRoute: false,
			async handler(req, res) {
				const { path } = req.params;
				if (!PATH.test(path)) throw new AppError("NOT_FOUND", "There is no such procedure.");
				if (path.split(",").some((name) => SUBSCRIPTIONS.includes(name))) {
					throw new AppError("INVALID_INPUT", `${SUBSCRIPTIONS.join(", ")} is a stream: it is read with GET, alone.`);
				}
				await fastifyRequestHandler({
					req,
					res,
					path,
					router: appRouter,
					createContext: () => contextOf(req, context),
					maxBatchSize: LIMITS.batch,
					// The lines of a stream are to be sent as they come: compression and nginx would hold them back.
					responseMeta: ({ eagerGeneration }) => (eagerGeneration ? { headers: STREAM_HEADERS } : {}),
					onError: ({ error }) => {
						if (problemOf(error).status >= 500) onFailure(req, causeOf(error));
					},
				});
			},
		});
	});
}
