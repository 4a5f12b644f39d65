/** The body of every refused request is a Problem, whether the router, Fastify or Node's HTTP parser refused it. */
import type { Socket } from "node:net";
import { AppError, type Problem } from "@orderdeck/contracts/errors";
import { problemOf } from "@orderdeck/contracts/problem";
import type { FastifyReply, FastifyRequest } from "fastify";

/** What Fastify's own refusals mean here. */
const FASTIFY_ERRORS: Readonly<Record<string, () => AppError>> = {
	FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError("PAYLOAD_TOO_LARGE", "body: must be at most 1 MB", body("must be at most 1 MB")),
	FST_ERR_CTP_INVALID_MEDIA_TYPE: () => invalidBody("must be JSON, with the header Content-Type: application/json"),
	FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => invalidBody("must be as long as its Content-Length"),
	FST_ERR_CTP_INVALID_JSON_BODY: () => invalidBody("must be valid JSON"),
	FST_ERR_BAD_URL: () => new AppError("INVALID_INPUT", "The URL holds an escape that means nothing.", { issues: [] }),
};

function body(message: string) {
	return { issues: [{ path: ["body"], message }] };
}
export function invalidBody(message: string): AppError {
	return new AppError("INVALID_INPUT", `body: ${message}`, body(message));
}

function codeOf(error: unknown): string | undefined {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Called with each request that failed by a fault of the daemon, and the cause. */
export type OnFailure = (request: FastifyRequest, error: unknown) => void;

/** Sends the problem for `error`. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: unknown, onFailure: OnFailure): FastifyReply {
	const known = FASTIFY_ERRORS[codeOf(error) ?? ""]?.() ?? error;
	const { status, body } = problemOf(known);
	if (status >= 500) onFailure(request, causeOf(known));
	if (status === 401) reply.header("www-authenticate", "Bearer");
	return reply.code(status).send(body);
}

/** What lies behind an error made for the caller. */
export function causeOf(error: unknown): unknown {
	return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
}

/** For what is not HTTP at all: the parser's refusal, written to the bare connection. */
export function refuseConnection(_error: Error, socket: Socket): void {
	if (!socket.writable) return;
	const problem: Problem = { code: "INVALID_INPUT", message: "This is not a request that HTTP/1.1 allows.", issues: [] };
	const text = JSON.stringify(problem);
	const head = `HTTP/1.1 400 Bad Request\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}`;
	socket.end(`${head}\r\nConnection: close\r\n\r\n${text}`);
}
