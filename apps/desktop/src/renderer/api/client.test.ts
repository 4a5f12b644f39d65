import { CLIENT_HEADER, KIND_HEADER } from "@orderdeck/contracts/client-header";
import { afterEach, expect, it, vi } from "vitest";
import type { CurrentEnvironment } from "../../shared/host.ts";
import { createApiClient } from "./client.ts";
import { noTokens } from "./token.ts";

afterEach(() => vi.unstubAllGlobals());

const PROD: CurrentEnvironment = {
	id: "p",
	name: "eu-prod",
	url: "https://x.example.com",
	kind: "production",
	colour: "magenta",
	hasSecret: true,
};

it("a change states which client sends it and what kind of environment it shows; reading states neither", async () => {
	const sent: (readonly [path: string, client: string | null, kind: string | null])[] = [];
	vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
		const headers = new Headers(init?.headers);
		sent.push([new URL(url).pathname, headers.get(CLIENT_HEADER), headers.get(KIND_HEADER)]);
		return Response.json(init?.method === "POST" ? { result: { data: { order_id: 1 } } } : [{ result: { data: { groups: [] } } }]);
	});
	const client = createApiClient("http://console.test/trpc", noTokens, { current: async () => PROD });
	await client.orders.cancel.mutate({ id: "1", reason: "requested" });
	await client.lag.list.query();
	expect(sent).toEqual([
		["/trpc/orders.cancel", "web", "production"],
		["/trpc/lag.list", null, null],
	]);
});
