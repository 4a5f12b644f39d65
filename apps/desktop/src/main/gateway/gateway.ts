/**
 * The only way from a window to its environment's daemon. The page requests its own origin; here the request goes on to the
 * environment's origin with the credential added, so that the page has neither the credential nor the daemon's address, and needs no CORS.
 * Each request states what kind of environment it is: the daemon refuses changes while production is locked.
 */
import type { AuditClient } from "@orderdeck/contracts/audit/entities";
import { CLIENT_HEADER, KIND_HEADER } from "@orderdeck/contracts/client-header";
import type { EnvironmentKind } from "@orderdeck/contracts/environment";
import { dataHeaders } from "../protocol/content-policy.ts";

export interface GatewayTarget {
	/** The environment's origin. */
	readonly url: string;
	readonly kind: EnvironmentKind;
	/** The secret that belongs to exactly this origin. */
	readonly secret: string | undefined;
}

export interface GatewayParts {
	/** Read again for each request. */
	target(): Promise<GatewayTarget>;
	fetch(url: string, init: RequestInit): Promise<Response>;
}

export interface Gateway {
	handle(request: Request): Promise<Response>;
	/** Ends all that is still open. */
	close(): void;
}

const REQUEST_HEADERS: readonly string[] = ["accept", "content-type", "idempotency-key", "last-event-id", "trpc-accept"];
const RESPONSE_HEADERS: readonly string[] = ["date", "retry-after", "x-request-id"];
/** What a daemon sends. Nothing else of a server may become a page, a script or a picture of the app's origin. */
const DATA_TYPES: readonly string[] = ["application/json", "application/jsonl", "text/event-stream"];

export function createGateway({ target, fetch }: GatewayParts): Gateway {
	const open = new Set<AbortController>();
	return {
		async handle(request) {
			if (request.method !== "GET" && request.method !== "POST") return empty(405);
			const control = new AbortController();
			open.add(control);
			const done = () => open.delete(control);
			try {
				const environment = await target();
				const url = urlOf(request, environment.url);
				if (url === undefined) {
					done();
					return empty(400);
				}
				const init = { ...(await requestOf(request, environment)), signal: control.signal };
				return responseOf(await fetch(url, init), control, done);
			} catch {
				done();
				// To the page a daemon that cannot be reached is what it is in a browser: a failed fetch.
				return Response.error();
			}
		},
		close() {
			for (const control of open) control.abort();
			open.clear();
		},
	};
}

/** The same path at the environment's origin; undefined when it would be anywhere else. */
function urlOf(request: Request, origin: string): string | undefined {
	const { pathname, search } = new URL(request.url);
	const url = new URL(`${origin}${pathname}${search}`);
	return url.origin === origin && url.pathname.startsWith("/trpc/") ? url.href : undefined;
}

async function requestOf(request: Request, { kind, secret }: GatewayTarget): Promise<RequestInit> {
	const headers = kept(request.headers, REQUEST_HEADERS);
	headers.set(CLIENT_HEADER, "desktop" satisfies AuditClient);
	headers.set(KIND_HEADER, kind);
	if (secret !== undefined) headers.set("authorization", `Bearer ${secret}`);
	return {
		method: request.method,
		headers,
		credentials: "omit",
		cache: "no-store",
		// A redirect could lead the credential elsewhere.
		redirect: "error",
		...(request.method === "POST" ? { body: await request.arrayBuffer() } : {}),
	};
}

function responseOf(response: Response, control: AbortController, done: () => void): Response {
	const given = response.headers.get("content-type");
	const type = DATA_TYPES.find((each) => each === given?.split(";")[0]?.trim().toLowerCase());
	if (type === undefined || response.body === null) {
		done();
		control.abort();
		const what = given === null ? "a response without a content type" : `${given.slice(0, 100)} (status ${response.status})`;
		return unavailable(`What responds there is not an Orderdeck daemon: it sent ${what}.`);
	}
	const headers = kept(response.headers, RESPONSE_HEADERS);
	for (const [name, value] of Object.entries({ ...dataHeaders(), "content-type": type })) headers.set(name, value);
	return new Response(passedOn(response.body.getReader(), control, done), { status: response.status, headers });
}

/** When the page closes its end of the stream, the daemon's end is closed as well. */
function passedOn(reader: ReadableStreamDefaultReader<Uint8Array>, control: AbortController, done: () => void): ReadableStream<Uint8Array> {
	return new ReadableStream<Uint8Array>({
		async pull(stream) {
			try {
				const next = await reader.read();
				if (!next.done) return stream.enqueue(next.value);
				stream.close();
			} catch (error) {
				stream.error(error);
			}
			done();
		},
		cancel() {
			done();
			control.abort();
		},
	});
}

function kept(headers: Headers, names: readonly string[]): Headers {
	return new Headers(
		names.flatMap((name) => {
			const value = headers.get(name);
			return value === null ? [] : [[name, value] satisfies [string, string]];
		}),
	);
}

/** A refusal in the shape of the daemon's own, with the number of JSON-RPC and the word of tRPC. */
function unavailable(message: string): Response {
	const problem = { code: "UNAVAILABLE", message, issues: [] };
	const error = { message, code: -32603, data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503, problem } };
	return Response.json({ error }, { status: 503, headers: dataHeaders() });
}

function empty(status: number): Response {
	return new Response("", { status, headers: { ...dataHeaders(), "content-type": "text/plain" } });
}
