/** The body of every refused request is a Problem, whether the router, Fastify or a plugin refused it. */
import { AppError, type ErrorCode } from "@orderdeck/contracts/errors";
import { problemOf } from "@orderdeck/contracts/problem";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LIMITS } from "./limits.ts";

declare module "fastify" {
	interface FastifyRequest {
		/** The code of the problem that the caller received. */
		problem: ErrorCode | undefined;
	}
}

/** The framework's refusals that have a message of their own. */
const KNOWN: ReadonlyMap<string, () => AppError> = new Map([
	[
		"FST_ERR_CTP_BODY_TOO_LARGE",
		() => new AppError("PAYLOAD_TOO_LARGE", "body: must be at most 1 MB", issueOf("body", "must be at most 1 MB")),
	],
	["FST_ERR_CTP_INVALID_MEDIA_TYPE", () => invalidBody("must be JSON, with the header Content-Type: application/json")],
	["FST_ERR_ROUTE_MISSING_CONTENT_TYPE", () => invalidBody("must be JSON, with the header Content-Type: application/json")],
	["FST_ERR_CTP_INVALID_CONTENT_LENGTH", () => invalidBody("must be as long as its Content-Length")],
	["FST_ERR_BAD_URL", () => new AppError("INVALID_INPUT", "The URL has an escape sequence that is not valid UTF-8.")],
	[
		"FST_ERR_MAX_PARAM_LENGTH",
		() => new AppError("INVALID_INPUT", `A part of the path is longer than ${LIMITS.pathPart.toLocaleString("en-US")} characters.`),
	],
]);
const BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map([
	[404, "NOT_FOUND"],
	[408, "REQUEST_TIMEOUT"],
	[431, "HEADERS_TOO_LARGE"],
]);

function issueOf(field: string, message: string) {
	return { issues: [{ path: [field], message }] };
}
export function invalidBody(message: string): AppError {
	return new AppError("INVALID_INPUT", `body: ${message}`, issueOf("body", message));
}

/**
 * What the framework's error is to a caller; any other error as it is. An error with a 4xx status is the caller's, whichever plugin made it.
 * Its message is not shown: it may be as long as the request, or name files.
 */
function callerErrorOf(error: unknown): unknown {
	if (!(error instanceof Error) || error instanceof AppError) return error;
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	const known = KNOWN.get(code);
	if (known !== undefined) return known();
	const status = "statusCode" in error && typeof error.statusCode === "number" ? error.statusCode : 500;
	if (status < 400 || status > 499) return error;
	return new AppError(
		BY_STATUS.get(status) ?? "INVALID_INPUT",
		`The path, a header or the body of the request is not accepted (${code || status}).`,
	);
}

/** Called with each request that failed by a fault of the daemon, and the cause. */
export type OnFailure = (request: FastifyRequest, error: unknown) => void;

/** Sends the problem for `error`. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown, onFailure: OnFailure): FastifyReply {
	const known = callerErrorOf(error);
	const { status, body } = problemOf(known);
	request.problem = body.code;
	if (isFailure(status, body.code)) onFailure(request, causeOf(known));
	if (status === 401) reply.header("www-authenticate", "Bearer");
	if (status === 503) reply.header("retry-after", "5");
	return reply.code(status).send(body);
}

/** True when the daemon is at fault: not where it only refuses more streams than a caller may open. */
export function isFailure(status: number, code: ErrorCode | undefined): boolean {
	return status >= 500 && code !== "TOO_MANY_READERS";
}

/** What lies behind an error made for the caller. */
export function causeOf(error: unknown): unknown {
	return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
}
