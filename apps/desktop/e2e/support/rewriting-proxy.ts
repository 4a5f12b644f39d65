/** Between a page and its daemon: stands for another version of it. */
import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "./listen.ts";

export interface RewritingProxy extends AsyncDisposable {
	readonly url: string;
	/** From now on responses of the API are changed by `rewrite`; open connections are cut, as by a restart. */
	replaceDaemon(rewrite: (body: string) => string): void;
}

/** The daemon at `target`, until it is replaced. */
export async function createRewritingProxy(target: string): Promise<RewritingProxy> {
	let rewrite = (body: string) => body;
	const server = createServer((incoming, response) => {
		const headers = { ...incoming.headers, "accept-encoding": "identity" };
		const forward = request(new URL(incoming.url ?? "/", target), { method: incoming.method, headers }, (upstream) =>
			pass(upstream, response, (body) => rewrite(body)).catch(() => response.destroy()),
		);
		forward.on("error", () => response.destroy());
		response.on("close", () => forward.destroy());
		incoming.pipe(forward);
	});
	const port = await listen(server);
	return {
		url: `http://127.0.0.1:${port}`,
		replaceDaemon(next) {
			rewrite = next;
			server.closeAllConnections();
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

/** JSON is changed as a whole, an event stream event by event, everything else not at all. */
async function pass(from: IncomingMessage, to: ServerResponse, rewrite: (body: string) => string): Promise<void> {
	const { "content-length": _length, ...headers } = from.headers;
	const type = headers["content-type"] ?? "";
	if (!/json|event-stream/.test(type)) {
		to.writeHead(from.statusCode ?? 502, from.headers);
		from.pipe(to);
		return;
	}
	to.writeHead(from.statusCode ?? 502, headers);
	if (type.includes("json")) {
		to.end(rewrite(await text(from)));
		return;
	}
	to.flushHeaders();
	let rest = "";
	from.setEncoding("utf8");
	for await (const chunk of from) {
		const events = (rest + chunk).split("\n\n");
		rest = events.pop() ?? "";
		for (const event of events) to.write(`${rewrite(event)}\n\n`);
	}
	to.end();
}
