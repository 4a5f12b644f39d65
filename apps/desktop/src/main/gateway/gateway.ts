/**
 * The only way from a window to its environment's daemon. The page requests its own origin; here the request goes on to the
 * environment's origin with the credential added, so that the page has neither the credential nor the daemon's address, and needs no CORS.
 * While a production environment is locked, changes stop here.
 */
import { lockedReason } from "../../shared/action-lock.ts";
import type { ActionLock } from "../../shared/host.ts";

export interface GatewayTarget {
	readonly name: string;
	/** The environment's origin. */
	readonly url: string;
	readonly lock: ActionLock;
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
const RESPONSE_HEADERS: readonly string[] = ["content-type", "cache-control", "date", "retry-after", "vary", "x-request-id"];

export function createGateway({ target, fetch }: GatewayParts): Gateway {
	const open = new Set<AbortController>();
	return {
		async handle(request) {
			if (request.method !== "GET" && request.method !== "POST") return new Response("", { status: 405 });
			const { name, url: origin, lock, secret } = await target();
			// The daemon takes changes by POST alone.
			if (request.method === "POST" && lock.state === "locked") return locked(name);
			const url = urlOf(request, origin);
			if (url === undefined) return new Response("", { status: 400 });
			const control = new AbortController();
			open.add(control);
			const done = () => open.delete(control);
			try {
				const init = { ...(await requestOf(request, secret)), signal: control.signal };
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

async function requestOf(request: Request, secret: string | undefined): Promise<RequestInit> {
	const headers = kept(request.headers, REQUEST_HEADERS);
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
	const init = { status: response.status, headers: kept(response.headers, RESPONSE_HEADERS) };
	if (response.body === null) {
		done();
		return new Response(null, init);
	}
	return new Response(passedOn(response.body.getReader(), control, done), init);
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

/** The refusal in the words and the shape of the daemon's own. */
function locked(name: string): Response {
	const message = lockedReason(name);
	const problem = { code: "FORBIDDEN", message, issues: [] };
	return Response.json({ error: { message, code: -32003, data: { code: "FORBIDDEN", httpStatus: 403, problem } } }, { status: 403 });
}
