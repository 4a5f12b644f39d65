/** A connection costs its client a request: one that is late, silent or too many is closed. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { addressOf, requestText } from "./raw-request.fixture.ts";
import { startTestDaemon } from "./server.fixture.ts";

/** A connection that has sent `start` and will send no more, but stays open on its side. */
async function halfOpen(url: string, start: string): Promise<Socket> {
	const socket = connect({ ...addressOf(url), allowHalfOpen: true });
	await once(socket, "connect");
	if (start !== "") socket.write(start);
	return socket;
}
const quick = { headersMs: 300, requestMs: 600, searchMs: 50 };

describe("connections", () => {
	it.each([
		["nothing", ""],
		["a part of the first line", "GET /api"],
		["headers without an end", "GET /api/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nx: "],
		["a part of a body", `${requestText("POST", "/api/orders", ["Content-Type: application/json", "Content-Length: 100"])}{"customerId"`],
		[
			"a part of a chunk",
			`${requestText("POST", "/trpc/orders.create", ["Content-Type: application/json", "Transfer-Encoding: chunked"])}64\r\n{`,
		],
	])("200 that send %s are refused with 408 and closed", async (_what, start) => {
		await using daemon = await startTestDaemon({ limits: quick });
		const sockets = await Promise.all(Array.from({ length: 200 }, () => halfOpen(daemon.url, start)));
		const responses = await Promise.all(sockets.map((socket) => text(socket)));
		expect(new Set(responses.map((response) => response.split("\r\n", 1)[0]))).toEqual(new Set(["HTTP/1.1 408 Request Timeout"]));
		expect(responses[0]).toContain('"code":"REQUEST_TIMEOUT"');
		expect((await fetch(`${daemon.url}/healthz`)).status).toBe(200);
		for (const socket of sockets) socket.destroy();
	});

	it("beyond the limit are closed, and accepted again when others have gone", async () => {
		await using daemon = await startTestDaemon({ limits: { connections: 5 } });
		const open = await Promise.all(Array.from({ length: 5 }, () => halfOpen(daemon.url, "GET /")));
		await expect(fetch(`${daemon.url}/healthz`)).rejects.toThrow();
		for (const socket of open) socket.destroy();
		await expect.poll(async () => (await fetch(`${daemon.url}/healthz`).catch(() => undefined))?.status).toBe(200);
	});

	it("whose client does not read a response are closed", async () => {
		await using daemon = await startTestDaemon({ limits: { silenceMs: 200 } });
		const socket = await halfOpen(daemon.url, requestText("GET", "/api/openapi.json").replace("Connection: close\r\n", "").repeat(500));
		socket.on("error", () => undefined);
		// A client that does not read learns that its connection is closed when it writes again.
		const isClosed = () => {
			socket.write("GET /");
			return socket.destroyed;
		};
		await expect.poll(isClosed).toBe(true);
	});

	it("stay open between two requests for as long as is configured", async () => {
		await using daemon = await startTestDaemon();
		expect((await fetch(`${daemon.url}/healthz`)).headers.get("keep-alive")).toBe("timeout=65");
	});
});
