/** Kafka and Couchbase accept connections and never respond: a firewall that drops packets, an overloaded cluster. */
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { spawnDaemon, temporaryDir, until } from "./daemon.ts";
import { freePort } from "./free-ports.ts";
import { listen } from "./listen.ts";

interface SilentServer extends AsyncDisposable {
	/** `host:port`. */
	readonly address: string;
	/** Whether it holds a connection. */
	isConnected(): boolean;
}

async function silentServer(): Promise<SilentServer> {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => undefined);
		socket.on("close", () => sockets.delete(socket));
		socket.resume();
	});
	const { host: address } = new URL(await listen(server));
	return {
		address,
		isConnected: () => sockets.size > 0,
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, "close");
		},
	};
}

it("a daemon listens while it still waits for silent servers, reports both, and exits with 0 on SIGTERM", async () => {
	await using dir = await temporaryDir();
	await using kafka = await silentServer();
	await using couchbase = await silentServer();
	const url = `http://127.0.0.1:${await freePort()}`;
	const { child, output } = spawnDaemon({
		PORT: new URL(url).port,
		DATA_DIR: dir.path,
		KAFKA_BOOTSTRAP_SERVERS: kafka.address,
		COUCHBASE_HOST: couchbase.address,
		COUCHBASE_USERNAME: "orderdeck",
		COUCHBASE_PASSWORD: "not-a-secret",
	});
	await until("it connects to both", async () => kafka.isConnected() && couchbase.isConnected());
	// Less than half of what the clients take until they report that they cannot connect: 94 s when it was measured.
	await until("it listens", async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true, 40_000);
	const ready = await fetch(`${url}/readyz`);
	expect({ status: ready.status, body: await ready.json() }, output()).toMatchObject({
		status: 503,
		body: { dependencies: { log: { ready: false }, store: { ready: false }, pipeline: { ready: false } } },
	});
	child.kill("SIGTERM");
	const [code] = (await once(child, "exit")) as [number | null];
	expect(code, output()).toBe(0);
});
