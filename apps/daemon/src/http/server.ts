/** The daemon's HTTP server: console, tRPC, REST, health and metrics on one port. */
import compress, { type FastifyCompressOptions } from "@fastify/compress";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import type { Api } from "@orderdeck/contracts/api-context";
import { AppError } from "@orderdeck/contracts/errors";
import { clientOf } from "@orderdeck/contracts/session";
import type { Clock } from "@orderdeck/core/ports/clock";
import fastify, { type FastifyInstance, type FastifyRequest } from "fastify";
import { type Auth, createAuth } from "../access/auth.ts";
import { createRefusedSignIns } from "../access/refused-sign-ins.ts";
import { type Config, isLoopback } from "../config.ts";
import type { DaemonLog } from "../logging.ts";
import { boundConnections, connectionOptions } from "./connections.ts";
import { type ContextDeps, requireViewer, sourceOf } from "./context.ts";
import { type HealthDeps, METRICS_PATH, registerHealth } from "./health.ts";
import { acceptJson } from "./json-body.ts";
import { LIMITS, type Limits } from "./limits.ts";
import { LIVE_PATH, registerLiveStream } from "./live-stream.ts";
import { createOpenApi } from "./openapi.ts";
import { refusalOf } from "./origin.ts";
import { isFailure, type OnFailure, sendProblem } from "./problems.ts";
import type { RequestStats } from "./request-stats.ts";
import { registerRest } from "./rest.ts";
import { securityHeaders } from "./security-headers.ts";
import { registerTrpc } from "./trpc.ts";
import { registerWebConsole } from "./web-console.ts";

export interface HttpServerDeps extends HealthDeps {
	readonly config: Pick<Config, "host" | "tokens" | "oidc" | "trustProxy" | "environment" | "keepAliveSeconds">;
	/** Without it only health and metrics are served. */
	readonly api: Api | undefined;
	readonly clock: Pick<Clock, "id" | "now">;
	readonly daemonLog: DaemonLog;
	readonly requests: RequestStats;
	/** The folder of the built web console. */
	readonly webRoot: string;
	readonly version: string;
	readonly limits?: Limits;
}

const REQUEST_ID = /^[\w.:-]{1,128}$/;
/** What is logged and repeated of a path. */
const PATH_LENGTH = 200;

/** For what fills more than a few packets of the API. The build has compressed the console's files, and a stream is sent as it comes. */
const COMPRESSION = {
	encodings: ["gzip"],
	threshold: 8_192,
	zlibOptions: { level: 3 },
	globalDecompression: false,
} satisfies FastifyCompressOptions;

/** The server, ready to listen. Closing it ends open streams too. */
export async function createHttpServer(deps: HttpServerDeps): Promise<FastifyInstance> {
	const { config, clock, daemonLog, limits = LIMITS } = deps;
	const onFailure: OnFailure = (request, error) => {
		deps.requests.failed(error);
		daemonLog.requestFailed({ requestId: request.id, path: pathOf(request), error });
	};
	const auth = await createAuth(config, { fetch, now: clock.now, failed: daemonLog.issuerFailed });
	const server = fastify({
		...connectionOptions(limits, config.keepAliveSeconds),
		bodyLimit: limits.bodyBytes,
		trustProxy: config.trustProxy === undefined ? false : [...config.trustProxy],
		forceCloseConnections: true,
		genReqId: (request) => requestIdOf(request.headers["x-request-id"]) ?? clock.id(),
		frameworkErrors: (error, request, reply) => sendProblem(request, reply, error, onFailure),
		routerOptions: { maxParamLength: limits.pathPart },
	});
	boundConnections(server.server, limits);
	server.decorateRequest("caller", undefined);
	server.decorateRequest("problem", undefined);
	acceptJson(server);
	server.setErrorHandler((error, request, reply) => sendProblem(request, reply, error, onFailure));

	const { oidc } = config;
	await server.register(helmet, {
		...securityHeaders(oidc?.clientId === undefined ? undefined : oidc.issuer),
		strictTransportSecurity: !isLoopback(config.host),
	});
	addRequestHooks(server, auth, deps);
	await limitRate(server, auth, isLoopback(config.host) ? limits.localRequestsPerMinute : limits.requestsPerMinute);
	server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) =>
		sendProblem(request, reply, new AppError("NOT_FOUND", `There is no ${request.method} ${pathOf(request)}.`), onFailure),
	);

	registerHealth(server, deps);
	if (deps.api !== undefined)
		await registerApi(server, { ...deps, api: deps.api, auth, limits, onFailure, environmentKind: config.environment.kind });
	return server;
}

interface ApiParts extends ContextDeps {
	readonly onFailure: OnFailure;
	readonly limits: Limits;
	readonly webRoot: string;
	readonly config: Pick<Config, "environment">;
}

/** REST, tRPC, the live stream, the OpenAPI document and the web console. */
async function registerApi(server: FastifyInstance, { onFailure, limits, webRoot, config, ...context }: ApiParts): Promise<void> {
	await server.register(async (scope) => {
		await scope.register(compress, COMPRESSION);
		registerRest(scope, context);
		await registerTrpc(scope, context, onFailure);
	});
	registerLiveStream(server, { ...context, limits }, onFailure);
	const openApi = createOpenApi(context.version);
	server.get("/api/openapi.json", async (request, reply) => {
		requireViewer(request);
		return reply.type("application/json; charset=utf-8").send(await openApi());
	});
	await registerWebConsole(server, webRoot, config.environment);
}

/** Authenticates each request, records a sign-in that is refused, checks the origin, and logs the outcome. */
function addRequestHooks(server: FastifyInstance, auth: Auth, { config, requests, daemonLog, api, clock }: HttpServerDeps): void {
	const recordRefusedSignIn = api === undefined ? undefined : createRefusedSignIns({ recordRefusal: api.recordRefusal, clock });
	server.addHook("onRequest", async (request, reply) => {
		reply.header("x-request-id", request.id);
		if (/^\/(?:api|trpc)\//.test(request.url)) reply.header("cache-control", "no-store");
		request.caller = await auth.callerOf(request.headers.authorization);
		await recordRefusedSignIn?.(request.caller.refusal, { requestId: request.id, source: sourceOf(request) });
		if (auth.required) return;
		const { host, origin } = request.headers;
		const refusal = refusalOf({ method: request.method, host, origin }, config.host);
		if (refusal !== undefined) throw new AppError("FORBIDDEN", refusal);
	});
	server.addHook("onResponse", async (request, reply) => {
		const { id: requestId, method, caller, problem } = request;
		const { statusCode: status, elapsedTime } = reply;
		const path = pathOf(request);
		// A stream lasts as long as its reader is connected: that is not time spent on a request.
		requests.handled(status >= 500 && !isFailure(status, problem) ? 429 : status, path === LIVE_PATH ? 0 : elapsedTime / 1000);
		daemonLog.request({ requestId, method, path, status, ms: Math.round(elapsedTime), actor: caller?.actor?.name });
	});
}

async function limitRate(server: FastifyInstance, auth: Auth, requestsPerMinute: number): Promise<void> {
	await server.register(rateLimit, {
		max: requestsPerMinute,
		timeWindow: 60_000,
		keyGenerator: (request) => keyOf(request, auth),
		// A scrape must never be refused, nor a console that reconnects: its stream is one request that lasts. Both only with a valid token.
		allowList: (request) => request.caller?.actor !== undefined && [LIVE_PATH, METRICS_PATH].includes(pathOf(request)),
		errorResponseBuilder: (_request, { after }) => new AppError("RATE_LIMITED", `Too many requests; try again in ${after}.`),
	});
}

/** Whose requests are counted together. */
function keyOf({ caller, ip }: FastifyRequest, auth: Auth): string {
	return auth.required && caller?.actor !== undefined ? `actor:${clientOf(caller.actor)}` : ip;
}

function requestIdOf(header: string | string[] | undefined): string | undefined {
	return typeof header === "string" && REQUEST_ID.test(header) ? header : undefined;
}

/** Without the query string: it may hold search terms. Truncated: it is as long as the caller likes. */
function pathOf(request: FastifyRequest): string {
	const [path = ""] = request.url.split("?", 1);
	return path.length <= PATH_LENGTH ? path : `${path.slice(0, PATH_LENGTH)}…`;
}
