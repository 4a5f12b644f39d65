/** Free ports of the loopback, for processes that must know them before they start and find them free again after a restart. */
import { once } from "node:events";
import { createServer } from "node:net";

// Below the range from which systems take ports for outgoing connections: none is taken meanwhile.
const FIRST = 15_000;
const LAST = 32_000;

/** So many different ports. */
export async function freePorts(count: number): Promise<readonly number[]> {
	const ports = new Set<number>();
	for (let attempt = 0; ports.size < count; attempt += 1) {
		if (attempt > 1000) throw new Error("no free port found");
		const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
		if (await isFree(port)) ports.add(port);
	}
	return [...ports];
}

async function isFree(port: number): Promise<boolean> {
	const server = createServer();
	try {
		server.listen(port, "127.0.0.1");
		await once(server, "listening");
	} catch {
		return false;
	}
	server.close();
	await once(server, "close");
	return true;
}

export async function freePort(): Promise<number> {
	const [port = 0] = await freePorts(1);
	return port;
}
