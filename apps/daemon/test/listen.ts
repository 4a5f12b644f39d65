import { once } from "node:events";
import type { Server } from "node:net";

/** Has a server listen on a free port of the loopback; returns the address as a URL. */
export async function listen(server: Server): Promise<string> {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("the server has no port");
	return `http://127.0.0.1:${address.port}`;
}
