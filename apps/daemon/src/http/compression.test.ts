/** What the daemon compresses; against a whole daemon in this process. */
import { order } from "@orderdeck/core/ports/order-store.samples";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestDaemon, type TestDaemon } from "./server.fixture.ts";

let daemon: TestDaemon;
beforeAll(async () => {
	daemon = await startTestDaemon();
	const orders = Array.from({ length: 100 }, (_, place) => order(place + 1));
	await daemon.work.apply({
		writes: orders.map((doc) => ({ op: "insert", collection: "orders", key: String(doc.order_id), doc })),
		records: [],
	});
});
afterAll(() => daemon[Symbol.asyncDispose]());

const ORDERS = "/api/orders?limit=100";
const TRPC_ORDERS = `/trpc/orders.list?input=${encodeURIComponent(JSON.stringify({ limit: 100 }))}`;

async function sent(path: string, accepted: string) {
	const response = await fetch(daemon.url + path, { headers: { "accept-encoding": accepted } });
	return { encoding: response.headers.get("content-encoding"), vary: response.headers.get("vary"), text: await response.text() };
}

describe("a long response", () => {
	it.each([ORDERS, TRPC_ORDERS])("is compressed for those who accept it, and the same for others: %s", async (path) => {
		const compressed = await sent(path, "gzip, br");
		expect(compressed).toMatchObject({ encoding: "gzip", vary: expect.stringMatching(/accept-encoding/i) });
		const plain = await sent(path, "identity");
		expect(plain.encoding).toBeNull();
		expect(JSON.parse(compressed.text)).toEqual(JSON.parse(plain.text));
		expect(plain.text.match(/"order_id"/g)).toHaveLength(100);
	});

	it("is not compressed where a packet or two hold it anyway", async () => {
		expect((await sent("/api/orders?limit=1", "gzip")).encoding).toBeNull();
	});

	it("that is a file of the console is left to the build", async () => {
		expect((await sent("/", "gzip")).encoding).toBeNull();
	});

	it.each([
		["a live stream", "/trpc/live?input=%7B%7D", "text/event-stream"],
		["a stream of a batch's results", "/trpc/session?batch=1&input=%7B%7D", "application/jsonl"],
	])("that is %s comes as it is, through a proxy that buffers too", async (_what, path, type) => {
		const controller = new AbortController();
		const headers = { "accept-encoding": "gzip", "trpc-accept": "application/jsonl" };
		const response = await fetch(daemon.url + path, { headers, signal: controller.signal });
		const of = (name: string) => response.headers.get(name);
		expect([of("content-type"), of("content-encoding"), of("x-accel-buffering")]).toEqual([type, null, "no"]);
		controller.abort();
	});
});
