/** Lets other processes on this machine control the cluster's brokers: HTTP on the loopback. Its client is control.ts. */
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { listen } from "../listen.ts";
import type { Broker, Cluster } from "./cluster.ts";
import { TOOLS } from "./tools.ts";

const toolCallSchema = z.strictObject({ tool: z.enum(TOOLS), args: z.array(z.string()), input: z.array(z.string()).optional() });
const BROKER_PATH = /^\/brokers\/(\d+|all)\/(kill|stop|start|freeze|thaw)$/;

/** Returns its URL. It responds 200 with JSON, or 400 with `{ message }` for any failure. */
export async function serveControl(cluster: Cluster): Promise<AsyncDisposable & { readonly url: string }> {
	const server = createServer((request, response) => {
		handle(cluster, request).then(
			(result) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(result)),
			(cause: unknown) => {
				const message = cause instanceof Error ? cause.message : String(cause);
				response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ message }));
			},
		);
	});
	return {
		url: await listen(server),
		async [Symbol.asyncDispose]() {
			server.close();
			server.closeAllConnections();
		},
	};
}

async function handle(cluster: Cluster, request: IncomingMessage): Promise<unknown> {
	if (request.method !== "POST") throw new Error("POST only");
	if (request.url === "/tool") return await cluster.tool(toolCallSchema.parse(JSON.parse(await text(request))));
	const [, which, action] = BROKER_PATH.exec(request.url ?? "") ?? [];
	if (which === undefined) throw new Error(`there is nothing at ${request.url}`);
	await act(cluster, which, action as keyof Broker);
	return {};
}

async function act(cluster: Cluster, which: string, action: keyof Broker): Promise<void> {
	if (which !== "all") await cluster.broker(Number(which))[action]();
	else if (action === "start") await cluster.startAll();
	else if (action === "kill") await cluster.stopAll();
	else throw new Error(`${action} is for one broker`);
}
