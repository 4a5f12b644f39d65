/** What may stand between a page and its daemon: another version of it, and a slow line. */
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { connect, createServer, type Server, type Socket } from "node:net";
import { text } from "node:stream/consumers";

async function listen(server: Server): Promise<number> {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("no port was given");
	return address.port;
}

export interface RewritingProxy extends AsyncDisposable {
	readonly url: string;
	/** From now on answers of the API are changed by `rewrite`; who is connected is cut off, as by a restart. */
	replaceDaemon(rewrite: (body: string) => string): void;
}

/** The daemon at `target`, until it is replaced by one that answers otherwise. */
export async function createRewritingProxy(target: string): Promise<RewritingProxy> {
	let rewrite = (body: string) => body;
	const server = createHttpServer((asked, answer) => {
		const headers = { ...asked.headers, "accept-encoding": "identity" };
		const forward = request(new URL(asked.url ?? "/", target), { method: asked.method, headers }, (answered) =>
			pass(answered, answer, (body) => rewrite(body)).catch(() => answer.destroy()),
		);
		forward.on("error", () => answer.destroy());
		answer.on("close", () => forward.destroy());
		asked.pipe(forward);
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

export interface SlowProxy extends AsyncDisposable {
	readonly url: string;
	/** How long everything takes in each direction from now on, in ms. */
	delay(ms: number): void;
	/** From now on what the daemon says is lost on the way, and the line is cut when it has said something. */
	loseAnswers(lose: boolean): void;
}

/** A line to the daemon at `target` that keeps the order of what it carries. */
export async function createSlowProxy(target: string): Promise<SlowProxy> {
	let ms = 0;
	let lost = false;
	const lines = new Set<Socket>();
	const carry = (from: Socket, to: Socket) => {
		from.on("data", (chunk: Buffer) => setTimeout(() => to.writable && to.write(chunk), ms));
		from.on("close", () => setTimeout(() => to.destroy(), ms));
		from.on("error", () => from.destroy());
		lines.add(from);
	};
	const server = createServer((near) => {
		const { hostname, port } = new URL(target);
		const far = connect(Number(port), hostname);
		carry(near, far);
		far.on("data", () => lost && near.destroy());
		carry(far, near);
	});
	const port = await listen(server);
	return {
		url: `http://127.0.0.1:${port}`,
		delay(next) {
			ms = next;
		},
		loseAnswers(lose) {
			lost = lose;
		},
		async [Symbol.asyncDispose]() {
			for (const line of lines) line.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
