/** The daemon's HTTP server: console, tRPC, REST, health and metrics on one port. */
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { Api } from "@orderdeck/contracts/api-context";
import { AppError } from "@orderdeck/contracts/errors";
import { problemOf } from "@orderdeck/contracts/problem";
import { type AppRouter, appRouter } from "@orderdeck/contracts/router";
import type { Clock } from "@orderdeck/core/ports/clock";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { type Config, isLoopback } from "../config.ts";
import type { DaemonLog } from "../logging.ts";
import { type Auth, createAuth } from "./auth.ts";
import { type ContextDeps, contextOf } from "./context.ts";
import { type HealthDeps, registerHealth, requireViewer } from "./health.ts";
import { createOpenApi } from "./openapi.ts";
import { refusalOf } from "./origin.ts";
import { causeOf, invalidBody, type OnFailure, refuseConnection, sendProblem } from "./problems.ts";
import type { RequestStats } from "./request-stats.ts";
import { registerRest } from "./rest.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { registerWebConsole } from "./web-console.ts";

export interface HttpServerDeps extends Omit<HealthDeps, "auth"> {
	readonly config: Pick<Config, "host" | "tokens" | "trustProxy" | "environment">;
	/** Without it only health and metrics are served. */
	readonly api: Api | undefined;
	readonly clock: Pick<Clock, "id">;
	readonly daemonLog: DaemonLog;
	readonly requests: RequestStats;
	/** The folder of the built web console. */
	readonly webRoot: string;
	readonly version: string;
	/** Requests a minute from one address or of one token. */
	readonly requestsPerMinute?: number;
}

const BODY_LIMIT = 1_048_576;
/** A console and a busy script stay far below; a benchmark on the same machine must not reach the limit either. */
const REMOTE_PER_MINUTE = 6_000;
const LOCAL_PER_MINUTE = 1_000_000;
const LIVE_PATH = "/trpc/live";
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The server, ready to listen. Closing it ends open streams too. */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
	const { config, clock, daemonLog } = deps;
	const onFailure: OnFailure = (request, error) => {
		deps.requests.failed(error);
		daemonLog.requestFailed({ requestId: request.id, path: pathOf(request), error });
	};
	const auth = createAuth(config.tokens);
	const server = fastify({
		bodyLimit: BODY_LIMIT,
		requestTimeout: 30_000,
		trustProxy: config.trustProxy === undefined ? false : [...config.trustProxy],
		forceCloseConnections: true,
		clientErrorHandler: refuseConnection,
		genReqId: (request) => requestIdOf(request.headers["x-request-id"]) ?? clock.id(),
		frameworkErrors: (error, request, reply) => sendProblem(request, reply, error, onFailure),
		// An id that is too long is refused by its schema, with a message, not by the router.
		routerOptions: { maxParamLength: 2_048 },
	});
	server.decorateRequest("actor", undefined);
	takeJsonOnly(server);
	server.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, onFailure));

	await server.register(helmet, { ...SECURITY_HEADERS, strictTransportSecurity: !isLoopback(config.host) });
	addRequestHooks(server, auth, deps);
	await limitRate(server, auth, deps);
	server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
		sendProblem(request, reply, new AppError("NOT_FOUND", `There is no ${request.method} ${pathOf(request)}.`), onFailure),
	);

	registerHealth(server, { ...deps, auth });
	if (deps.api !== undefined) await registerApi(server, { ...deps, api: deps.api, auth, onFailure });
	return server;
}

interface ApiParts extends ContextDeps {
	readonly onFailure: OnFailure;
	readonly webRoot: string;
	readonly config: Pick<Config, "environment">;
}

/** REST, tRPC, the OpenAPI document and the web console. */
async function registerApi(server: FastifyInstance, { onFailure, webRoot, config, ...context }: ApiParts): Promise<void> {
	registerRest(server, context);
	await registerTrpc(server, context, onFailure);
	const openApi = createOpenApi(context.version);
	server.get("/api/openapi.json", async (request, reply) => {
		requireViewer(request, context.auth);
		return reply.type("application/json; charset=utf-8").send(await openApi());
	});
	await registerWebConsole(server, webRoot, config.environment);
}

/** Authenticates each request, checks its origin, and logs its outcome. */
function addRequestHooks(server: FastifyInstance, auth: Auth, { config, requests, daemonLog }: HttpServerDeps): void {
	server.addHook("onRequest", async (request, reply) => {
		reply.header("x-request-id", request.id);
		if (/^\/(?:api|trpc)\//.test(request.url)) reply.header("cache-control", "no-store");
		request.actor = auth.actorOf(request.headers.authorization);
		if (auth.required) return;
		const { host, origin } = request.headers;
		const refusal = refusalOf({ method: request.method, host, origin }, config.host);
		if (refusal !== undefined) throw new AppError("FORBIDDEN", refusal);
	});
	server.addHook("onResponse", async (request, reply) => {
		const path = pathOf(request);
		// A stream lasts as long as its reader is connected: that is not time spent on a request.
		requests.handled(reply.statusCode, path === LIVE_PATH ? 0 : reply.elapsedTime / 1000);
		const { id: requestId, method, actor } = request;
		daemonLog.request({ requestId, method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime), actor: actor?.name });
	});
}

async function limitRate(server: FastifyInstance, auth: Auth, { config, requestsPerMinute }: HttpServerDeps): Promise<void> {
	await server.register(rateLimit, {
		max: requestsPerMinute ?? (isLoopback(config.host) ? LOCAL_PER_MINUTE : REMOTE_PER_MINUTE),
		timeWindow: 60_000,
		keyGenerator: (request) => (auth.required && request.actor !== undefined ? `actor:${request.actor.name}` : request.ip),
		// A stream is one request that lasts; a console that reconnects must not be locked out.
		allowList: (request) => pathOf(request) === LIVE_PATH,
		errorResponseBuilder: (_request, { after }) => new AppError("RATE_LIMITED", `Too many requests; try again in ${after}.`),
	});
}

async function registerTrpc(server: FastifyInstance, context: ContextDeps, onFailure: OnFailure): Promise<void> {
	await server.register(fastifyTRPCPlugin, {
		prefix: "/trpc",
		trpcOptions: {
			router: appRouter,
			createContext: ({ req }) => contextOf(req, context),
			maxBatchSize: 50,
			onError: ({ error, req }) => {
				if (problemOf(error).status >= 500) onFailure(req, causeOf(error));
			},
		},
	} satisfies FastifyTRPCPluginOptions<AppRouter>);
}

/** Only JSON is accepted: not what a form of another site's page can send without a preflight. An empty body is none. */
function takeJsonOnly(server: FastifyInstance): void {
	server.removeAllContentTypeParsers();
	server.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
		if (body === "") return done(null, undefined);
		try {
			done(null, JSON.parse(String(body)));
		} catch {
			done(invalidBody("must be valid JSON"));
		}
	});
}

function requestIdOf(header: string | string[] | undefined): string | undefined {
	return typeof header === "string" && REQUEST_ID.test(header) ? header : undefined;
}

/** Without the query string: it may hold search terms. */
function pathOf(request: FastifyRequest): string {
	return request.url.split("?")[0] ?? "";
}
