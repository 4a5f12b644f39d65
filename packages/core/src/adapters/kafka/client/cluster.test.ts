import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { createKafkaBackend } from "../backend.ts";

/** A server that accepts connections and never responds. */
async function silentServer() {
	const sockets = new Set<Socket>();
	const server = createServer((socket) => sockets.add(socket)).listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		sockets,
		options: { brokers: [`127.0.0.1:${(server.address() as AddressInfo).port}`], clientId: "test" },
		[Symbol.dispose]() {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}

it("times out a request without a response, and reports which it was", async () => {
	using silent = await silentServer();
	await using backend = createKafkaBackend(silent.options, { settings: { silenceMs: 100, closeMs: 10 } });
	await expect(backend.log.topics()).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: "listing topics: no response from Kafka within 0.1 s",
	});
	// Each attempt on a connection of its own.
	await expect.poll(() => silent.sockets.size).toBeGreaterThanOrEqual(2);
});

it("times out an append whose topic cannot be looked up as early as one that cannot be sent: a daemon that stops waits for it", async () => {
	using silent = await silentServer();
	await using backend = createKafkaBackend(silent.options, { settings: { appendMs: 100, silenceMs: 600_000, closeMs: 10 } });
	const append = () => backend.log.append([{ topic: "orders", key: "1", value: Buffer.from("{}"), headers: {} }]);
	for (const _ of [1, 2]) await expect(append()).rejects.toMatchObject({ name: "StoreError", code: "UNAVAILABLE" });
	// The connection that did not respond is not used again.
	await expect.poll(() => silent.sockets.size).toBeGreaterThanOrEqual(2);
});
