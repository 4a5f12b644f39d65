/** Between a page and its daemon: a slow connection, or one that loses responses. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { listen } from "./listen.ts";

export interface SlowProxy extends AsyncDisposable {
	readonly url: string;
	/** How long everything takes in each direction from now on, in ms. */
	delay(ms: number): void;
	/** From now on responses of the daemon are lost, and the connection is cut when there was one. */
	loseResponses(lose: boolean): void;
}

/** A connection to the daemon at `target` that keeps the order of what it carries. */
export async function createSlowProxy(target: string): Promise<SlowProxy> {
	let ms = 0;
	let lost = false;
	const sockets = new Set<Socket>();
	const carry = (from: Socket, to: Socket) => {
		from.on("data", (chunk: Buffer) => setTimeout(() => to.writable && to.write(chunk), ms));
		from.on("close", () => setTimeout(() => to.destroy(), ms));
		from.on("error", () => from.destroy());
		sockets.add(from);
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
		loseResponses(lose) {
			lost = lose;
		},
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}
