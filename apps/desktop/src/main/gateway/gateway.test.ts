import { describe, expect, it } from "vitest";
import { createGateway, type GatewayTarget } from "./gateway.ts";

const TARGET: GatewayTarget = { url: "https://orders.example.com", kind: "production", secret: "token-1" };

function gatewayTo(
	change: Partial<GatewayTarget> = {},
	answer: (url: string, init: RequestInit) => Promise<Response> = async () => Response.json({}),
) {
	const sent: { url: string; init: RequestInit; headers: Headers }[] = [];
	const gateway = createGateway({
		target: async () => ({ ...TARGET, ...change }),
		fetch(url, init) {
			sent.push({ url, init, headers: new Headers(init.headers) });
			return answer(url, init);
		},
	});
	const ask = (path: string, init?: RequestInit) => gateway.handle(new Request(`app://orderdeck${path}`, init));
	return { gateway, sent, ask };
}
const post = (headers: Record<string, string> = {}) => ({
	method: "POST",
	body: "{}",
	headers: { "content-type": "application/json", ...headers },
});

describe("the gateway", () => {
	it("requests the same path from the environment's origin, with the credential", async () => {
		const { ask, sent } = gatewayTo();
		await ask("/trpc/orders.list?input=%7B%7D");
		expect(sent[0]?.url).toBe("https://orders.example.com/trpc/orders.list?input=%7B%7D");
		expect(sent[0]?.headers.get("authorization")).toBe("Bearer token-1");
		expect(sent[0]?.init).toMatchObject({ redirect: "error", credentials: "omit", cache: "no-store" });
	});

	it("passes on tRPC's headers, and none of the page's own, least of all a credential", async () => {
		const { ask, sent } = gatewayTo({ secret: undefined });
		await ask(
			"/trpc/orders.create",
			post({
				"idempotency-key": "k1",
				authorization: "Bearer theirs",
				cookie: "a=b",
				"x-orderdeck-client": "web",
				"x-orderdeck-kind": "local",
			}),
		);
		expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
			"content-type": "application/json",
			"idempotency-key": "k1",
			"x-orderdeck-client": "desktop",
			"x-orderdeck-kind": "production",
		});
	});

	it.each(["//evil.example.com/trpc/x", "/trpc/..%2f..%2fapi/orders", "/trpc/@evil.example.com"])(
		"never leaves the origin: %s",
		async (path) => {
			const { ask, sent } = gatewayTo();
			await ask(path);
			for (const { url } of sent) {
				expect(new URL(url).origin).toBe(TARGET.url);
				expect(new URL(url).pathname.startsWith("/trpc/")).toBe(true);
			}
		},
	);

	it("takes reading and changing, and no other method", async () => {
		const { ask, sent } = gatewayTo();
		expect((await ask("/trpc/x", { method: "PUT", body: "" })).status).toBe(405);
		expect(sent).toEqual([]);
	});

	it("returns the response of the daemon, without its cookies, as data and nothing else", async () => {
		const headers = {
			"content-type": "application/json; charset=utf-8",
			"set-cookie": "a=b",
			"retry-after": "2",
			server: "x",
			"content-security-policy": "script-src *",
			"cache-control": "public",
			refresh: "0; url=https://example.com/",
			link: "</x.js>; rel=preload",
		};
		const { ask } = gatewayTo({}, async () => new Response("[1]", { status: 429, headers }));
		const response = await ask("/trpc/x");
		expect([response.status, await response.text()]).toEqual([429, "[1]"]);
		expect(Object.fromEntries(response.headers)).toEqual({
			"cache-control": "no-store",
			"content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
			"content-type": "application/json",
			"cross-origin-opener-policy": "same-origin",
			"cross-origin-resource-policy": "same-origin",
			"referrer-policy": "no-referrer",
			"retry-after": "2",
			"x-content-type-options": "nosniff",
			"x-frame-options": "DENY",
		});
	});

	it.each(["application/json", "Application/JSON;charset=UTF-8", "application/jsonl", " text/event-stream ; x=y"])(
		"passes %s on",
		async (type) => {
			const { ask } = gatewayTo({}, async () => new Response("{}", { headers: { "content-type": type } }));
			const response = await ask("/trpc/x");
			expect([response.status, response.headers.get("content-type")]).toEqual([200, type.split(";")[0]?.trim().toLowerCase()]);
		},
	);

	it.each([
		["text/html", 200],
		["text/html; charset=utf-8", 502],
		["application/xhtml+xml", 200],
		["text/javascript", 200],
		["application/javascript", 404],
		["text/css", 200],
		["image/svg+xml", 200],
		["application/pdf", 200],
		["text/plain", 200],
		["text/html, application/json", 200],
		["application/json, text/html", 200],
		["application/jsonp", 200],
		["multipart/x-mixed-replace; boundary=x", 200],
		[undefined, 200],
	])("refuses %s (status %i) in the shape of the daemon's own refusals, with nothing of what it holds", async (type, status) => {
		let signal: AbortSignal | null | undefined;
		const { ask } = gatewayTo({}, async (_url, init) => {
			signal = init.signal;
			const body = new TextEncoder().encode("<script>alert(1)</script>");
			return new Response(body, { status, headers: type === undefined ? {} : { "content-type": type } });
		});
		const response = await ask("/trpc/x");
		expect([response.status, response.headers.get("content-type")]).toEqual([503, "application/json"]);
		expect([response.headers.get("x-content-type-options"), signal?.aborted]).toEqual(["nosniff", true]);
		const text = await response.text();
		expect(text).not.toContain("alert");
		expect(JSON.parse(text)).toMatchObject({ error: { data: { httpStatus: 503, problem: { code: "UNAVAILABLE" } } } });
	});

	it("has no response without headers that make it data", async () => {
		const responses = [await gatewayTo().ask("/trpc/x", { method: "PUT", body: "" }), await gatewayTo().ask("/elsewhere")];
		for (const { headers } of responses) expect(headers.get("content-security-policy")).toContain("sandbox");
		expect(responses.map(({ status }) => status)).toEqual([405, 400]);
	});

	it("is a failed fetch when what the request needs cannot be read", async () => {
		const gateway = createGateway({ target: async () => Promise.reject(new Error("no such environment")), fetch: expect.unreachable });
		expect((await gateway.handle(new Request("app://orderdeck/trpc/x"))).type).toBe("error");
	});

	it("is a failed fetch to the page when the daemon cannot be reached", async () => {
		const { ask } = gatewayTo({}, async () => Promise.reject(new Error("refused")));
		expect((await ask("/trpc/x")).type).toBe("error");
	});

	it("passes a stream on as it arrives, and ends it at the daemon when the page closes it", async () => {
		let signal: AbortSignal | null | undefined;
		const { ask } = gatewayTo({}, async (_url, init) => {
			signal = init.signal;
			return new Response(
				new ReadableStream({
					start(stream) {
						stream.enqueue(new TextEncoder().encode("data: 1\n\n"));
					},
				}),
				{ headers: { "content-type": "text/event-stream" } },
			);
		});
		const reader = (await ask("/trpc/live")).body?.getReader();
		expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("data: 1\n\n");
		expect(signal?.aborted).toBe(false);
		await reader?.cancel();
		expect(signal?.aborted).toBe(true);
	});

	it("ends all that is open when it is closed", async () => {
		const signals: (AbortSignal | null | undefined)[] = [];
		const { ask, gateway } = gatewayTo({}, async (_url, init) => {
			signals.push(init.signal);
			return new Response(new ReadableStream(), { headers: { "content-type": "text/event-stream" } });
		});
		await Promise.all([ask("/trpc/live"), ask("/trpc/live")]);
		gateway.close();
		expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
	});
});
