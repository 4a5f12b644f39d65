/** A daemon behind a real nginx with infra/nginx.conf, whose buffering is the default: on. */
import { appRouter } from "@orderdeck/contracts/router";
import { encodeEvent } from "@orderdeck/core/wire/codec";
import { describe, expect, it } from "vitest";
import { environmentSchema } from "../src/environment.ts";
import { startTestDaemon } from "../src/http/server.fixture.ts";
import { created } from "../src/live/live.fixture.ts";
import { startDaemon, temporaryDir } from "./daemon.ts";
import { NO_NGINX, readSite, startNginx } from "./nginx.ts";
import { startRelay } from "./relay.ts";

if (NO_NGINX !== undefined) console.log(`SKIPPED a daemon behind nginx: ${NO_NGINX}`);

/** nginx passes on each chunk of HTTP/1.1; of HTTP/1.0, its default before 1.29.7, it collects whole buffers unless the response turns that off. */
const PROTOCOLS = [
	["1.1", {}],
	["1.0", { "proxy_http_version 1.1": "proxy_http_version 1.0" }],
] as const;

/** Opens a response and reads it as it comes. `text` is what has come so far. */
async function openStream(url: string, headers: Readonly<Record<string, string>> = {}) {
	const control = new AbortController();
	const response = await fetch(url, { headers, signal: control.signal });
	const stream = { response, text: "", [Symbol.dispose]: () => control.abort() };
	const decoder = new TextDecoder();
	const read = async () => {
		for await (const chunk of response.body ?? []) stream.text += decoder.decode(chunk, { stream: true });
	};
	// It ends with the abort.
	read().catch(() => undefined);
	return stream;
}

const ORDER = JSON.stringify({ customerId: 1, items: [{ productId: "PROD-008", price: 19.99, quantity: 1 }] });
const createOrder = (url: string) =>
	fetch(`${url}/api/orders`, { method: "POST", headers: { "content-type": "application/json", origin: url }, body: ORDER });

describe.skipIf(NO_NGINX !== undefined)("behind nginx", () => {
	it.each(PROTOCOLS)("a live frame arrives while nothing follows it, over HTTP/%s", async (_version, changes) => {
		await using daemon = await startTestDaemon();
		await using relay = await startRelay(daemon.url);
		await using nginx = await startNginx(relay.url, changes);
		using stream = await openStream(`${nginx.url}/trpc/live?input=%7B%7D`, { "accept-encoding": "gzip" });
		await expect.poll(() => stream.text).toContain('"reset":true');
		const frame = /data: [^\n]*"order_id":"behind-nginx"[^\n]*\nid: [^\n]+\n\n/;
		relay.holdAfter(frame);
		await daemon.work.apply({ writes: [], records: [encodeEvent(created("behind-nginx"))] });
		await expect.poll(() => stream.text).toMatch(frame);
		expect(Object.fromEntries(stream.response.headers)).toMatchObject({ "content-type": "text/event-stream" });
		expect(stream.response.headers.get("content-encoding")).toBeNull();
	});

	it.each(PROTOCOLS)("the results of a batch that is read as a stream arrive one by one, over HTTP/%s", async (_version, changes) => {
		const held = Promise.withResolvers<void>();
		await using daemon = await startTestDaemon({
			store: (store) => ({ ...store, listOrders: (...input) => held.promise.then(() => store.listOrders(...input)) }),
		});
		await using nginx = await startNginx(daemon.url, changes);
		const input = encodeURIComponent(JSON.stringify({ 0: { id: "unknown" }, 1: {} }));
		using stream = await openStream(`${nginx.url}/trpc/orders.get,orders.list?batch=1&input=${input}`, {
			"accept-encoding": "gzip",
			"trpc-accept": "application/jsonl",
		});
		await expect.poll(() => stream.text).toContain('"code":"NOT_FOUND"');
		expect(stream.text).not.toContain('"orders":[]');
		held.resolve();
		await expect.poll(() => stream.text).toContain('"orders":[]');
	});

	it.each([
		["by nginx, where the daemon keeps it longer: the next request opens another", "1s", "30", "client", 201],
		["by the daemon, where it does not: the next request may be lost", "30s", "1", "daemon", 502],
	])("an idle connection is closed %s", async (_what, ofNginx, ofDaemon, side, status) => {
		await using dir = await temporaryDir();
		await using daemon = await startDaemon({ DATA_DIR: dir.path, PRODUCER_RATE: "0", KEEP_ALIVE_SECONDS: ofDaemon });
		await using relay = await startRelay(daemon.url);
		await using nginx = await startNginx(relay.url, { "keepalive_timeout 60s": `keepalive_timeout ${ofNginx}` });
		expect((await createOrder(nginx.url)).status).toBe(201);
		await expect.poll(() => [...new Set(relay.endedBy)]).toEqual([side]);
		expect((await createOrder(nginx.url)).status).toBe(status);
	});

	it("headers of up to 16 KB reach the daemon, which refuses longer ones", async () => {
		await using daemon = await startTestDaemon();
		await using nginx = await startNginx(daemon.url);
		const statusWith = async (bytes: number) => {
			const response = await fetch(`${nginx.url}/api/orders`, { headers: { "x-long": "x".repeat(bytes) } });
			return [response.status, await response.text()];
		};
		expect(await statusWith(15_000)).toEqual([200, expect.stringContaining('"orders"')]);
		expect(await statusWith(16_300)).toEqual([431, expect.stringContaining('"code":"HEADERS_TOO_LARGE"')]);
	});

	it("by default the daemon keeps connections longer than nginx, and pings before nginx closes a silent stream", async () => {
		const [, seconds] = /keepalive_timeout (\d+)s;/.exec(await readSite()) ?? [];
		expect(environmentSchema.shape.KEEP_ALIVE_SECONDS.parse(undefined)).toBeGreaterThan(Number(seconds));
		// proxy_read_timeout is 60 s where it is not set.
		expect(await readSite()).not.toContain("proxy_read_timeout");
		expect(appRouter._def._config.sse?.ping?.intervalMs).toBeLessThan(60_000);
	});
});
