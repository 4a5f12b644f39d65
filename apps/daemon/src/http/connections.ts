/** Bounds of connections, and what is refused before there is a request. */
import type { Server, ServerOptions } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@orderdeck/contracts/errors";
import type { Limits } from "./limits.ts";

/** Fastify's options that bound a connection; `keepAliveSeconds`: how long it may be idle between two requests. */
export function connectionOptions(limits: Limits, keepAliveSeconds: number) {
	const http: ServerOptions = {
		maxHeaderSize: limits.headerBytes,
		headersTimeout: limits.headersMs,
		connectionsCheckingInterval: limits.searchMs,
	};
	return {
		http,
		requestTimeout: limits.requestMs,
		connectionTimeout: limits.silenceMs,
		keepAliveTimeout: keepAliveSeconds * 1000,
		clientErrorHandler: refuseConnection,
	};
}

/** What Fastify has no option for. */
export function boundConnections(server: Server, limits: Limits): void {
	server.maxConnections = limits.connections;
	server.on("connect", (_request, socket: Duplex) =>
		send(socket, new AppError("INVALID_INPUT", "This server is not a proxy: CONNECT is not accepted.")),
	);
	server.on("checkExpectation", (request) => {
		send(request.socket, new AppError("INVALID_INPUT", "Expect: only 100-continue is accepted."));
	});
}

const REFUSALS: ReadonlyMap<string, () => AppError> = new Map([
	["HPE_HEADER_OVERFLOW", () => new AppError("HEADERS_TOO_LARGE", "The headers are longer than 16 KB.")],
	["ERR_HTTP_REQUEST_TIMEOUT", () => new AppError("REQUEST_TIMEOUT", "The request did not arrive in time.")],
]);

/** Writes the parser's refusal to the bare connection, and closes it. */
function refuseConnection(error: Error, socket: Duplex): void {
	const code = "code" in error && typeof error.code === "string" ? error.code : "";
	if (code === "ECONNRESET") socket.destroy();
	else send(socket, REFUSALS.get(code)?.() ?? new AppError("INVALID_INPUT", "This is not a request that HTTP/1.1 allows."));
}

function send(socket: Duplex, problem: AppError): void {
	if (!socket.writable) {
		socket.destroy();
		return;
	}
	const text = JSON.stringify(problem.toProblem());
	const status = `${problem.status} ${STATUS_CODES[problem.status]}`;
	const head = `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(text)}`;
	// Closed when it is written, also where the client keeps its side open.
	socket.end(`${head}\r\nConnection: close\r\n\r\n${text}`, () => socket.destroy());
}
