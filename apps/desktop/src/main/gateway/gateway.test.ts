import { describe, expect, it } from "vitest";
import { createGateway, type GatewayTarget } from "./gateway.ts";

const TARGET: GatewayTarget = { name: "eu-prod", url: "https://orders.example.com", lock: { state: "open" }, secret: "token-1" };

function gatewayTo(
	change: Partial<GatewayTarget> = {},
	answer: (url: string, init: RequestInit) => Promise<Response> = async () => new Response("{}"),
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
		await ask("/trpc/orders.create", post({ "idempotency-key": "k1", authorization: "Bearer theirs", cookie: "a=b", "x-other": "1" }));
		expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({ "content-type": "application/json", "idempotency-key": "k1" });
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

	it("stops a change while the environment is locked, in the shape of the daemon's own refusals", async () => {
		const { ask, sent } = gatewayTo({ lock: { state: "locked" } });
		const response = await ask("/trpc/orders.cancel", post());
		expect(response.status).toBe(403);
		expect(await response.json()).toMatchObject({
			error: { data: { problem: { code: "FORBIDDEN", message: "eu-prod is production and read-only. Unlock it to act.", issues: [] } } },
		});
		expect(sent).toEqual([]);
		expect((await ask("/trpc/orders.list")).status).toBe(200);
	});

	it("lets a change through while it is unlocked", async () => {
		const { ask } = gatewayTo({ lock: { state: "unlocked", until: 1 } });
		expect((await ask("/trpc/orders.cancel", post())).status).toBe(200);
	});

	it("returns the response of the daemon, without its cookies", async () => {
		const headers = { "content-type": "application/json", "set-cookie": "a=b", "retry-after": "2", server: "x" };
		const { ask } = gatewayTo({}, async () => new Response("[1]", { status: 429, headers }));
		const response = await ask("/trpc/x");
		expect([response.status, await response.text()]).toEqual([429, "[1]"]);
		expect([...response.headers.keys()].toSorted()).toEqual(["content-type", "retry-after"]);
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
			return new Response(new ReadableStream());
		});
		await Promise.all([ask("/trpc/live"), ask("/trpc/live")]);
		gateway.close();
		expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
	});
});
