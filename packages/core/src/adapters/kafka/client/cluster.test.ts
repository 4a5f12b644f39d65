import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { createKafkaBackend } from "../backend.ts";

it("times out a request without a response, and reports which it was", async () => {
	const sockets = new Set<Socket>();
	const silent = createServer((socket) => sockets.add(socket)).listen(0, "127.0.0.1");
	await once(silent, "listening");
	const options = { brokers: [`127.0.0.1:${(silent.address() as AddressInfo).port}`], clientId: "test" };
	try {
		await using backend = createKafkaBackend(options, { settings: { silenceMs: 100, closeMs: 10 } });
		await expect(backend.log.topics()).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: "listing topics: no response from Kafka within 0.1 s",
		});
		// Each attempt on a connection of its own.
		await expect.poll(() => sockets.size).toBeGreaterThanOrEqual(2);
	} finally {
		for (const socket of sockets) socket.destroy();
		silent.close();
	}
});
