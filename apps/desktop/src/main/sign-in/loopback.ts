/** A port of this machine that waits for one redirect of the system's browser (RFC 8252, section 7.3). */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";

export interface LoopbackRedirect extends AsyncDisposable {
	readonly redirectUri: string;
	/**
	 * The query of the first redirect that `isOurs`, once the browser has its page; other requests are refused and do not end the wait.
	 * Rejects when `signal` aborts.
	 */
	wait(isOurs: (query: URLSearchParams) => boolean, signal: AbortSignal): Promise<URLSearchParams>;
}

const PATH = "/callback";

const HEADERS = {
	"content-type": "text/html; charset=utf-8",
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
	"cache-control": "no-store",
	"referrer-policy": "no-referrer",
	connection: "close",
};

/** The page that the browser shows at last: it runs nothing and loads nothing. */
function send(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, HEADERS);
	response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Orderdeck</title><h1>Orderdeck</h1><p>${text}</p></html>`);
}

export async function openLoopbackRedirect(): Promise<LoopbackRedirect> {
	/** Returns what ends the wait; undefined for a redirect that is another's. */
	let take: (query: URLSearchParams) => (() => void) | undefined = () => undefined;
	const server = createServer((request, response) => {
		const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
		const end = request.method === "GET" && pathname === PATH ? take(searchParams) : undefined;
		if (end === undefined) return send(response, 404, "No Orderdeck sign-in is in progress here.");
		response.once("close", end);
		send(response, 200, "You can close this page and return to Orderdeck.");
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the port of the redirect has no number");
	return {
		redirectUri: `http://127.0.0.1:${address.port}${PATH}`,
		wait: (isOurs, signal) =>
			new Promise((resolve, reject) => {
				signal.throwIfAborted();
				signal.addEventListener("abort", () => reject(signal.reason), { once: true });
				take = (query) => (isOurs(query) ? () => resolve(query) : undefined);
			}),
		async [Symbol.asyncDispose]() {
			const closed = once(server, "close");
			server.close();
			server.closeAllConnections();
			await closed;
		},
	};
}
