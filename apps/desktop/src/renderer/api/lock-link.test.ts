import { afterEach, describe, expect, it, vi } from "vitest";
import type { ActionLock } from "../../shared/host.ts";
import { createApiClient } from "./client.ts";
import { problemOf } from "./problem.ts";
import { noTokens } from "./token.ts";

afterEach(() => vi.unstubAllGlobals());

function clientOf(lock: ActionLock) {
	const asked: string[] = [];
	vi.stubGlobal("fetch", async (url: string, init?: RequestInit) => {
		asked.push(`${init?.method} ${new URL(url).pathname}`);
		return Response.json(init?.method === "POST" ? { result: { data: { order_id: 1 } } } : [{ result: { data: { groups: [] } } }]);
	});
	const current = {
		id: "p",
		name: "eu-prod",
		url: "https://x.example.com",
		kind: "production",
		colour: "magenta",
		hasSecret: true,
		lock,
	} as const;
	return { client: createApiClient("http://console.test/trpc", noTokens, { current: async () => current }), asked };
}

describe("while the environment is locked", () => {
	it("a change is refused before it is sent, with the reason", async () => {
		const { client, asked } = clientOf({ state: "locked" });
		const error = await client.orders.cancel.mutate({ id: "1", reason: "asked" }).catch((thrown: unknown) => thrown);
		expect(problemOf(error)).toEqual({ code: "FORBIDDEN", message: "eu-prod is production and read-only. Unlock to act.", issues: [] });
		expect(asked).toEqual([]);
	});

	it("reading goes on", async () => {
		const { client, asked } = clientOf({ state: "locked" });
		expect(await client.lag.list.query()).toEqual({ groups: [] });
		expect(asked).toEqual(["GET /trpc/lag.list"]);
	});
});

it.each([{ state: "open" }, { state: "unlocked", until: 1 }] as const)("with the lock $state a change is sent", async (lock) => {
	const { client, asked } = clientOf(lock);
	expect(await client.orders.cancel.mutate({ id: "1", reason: "asked" })).toEqual({ order_id: 1 });
	expect(asked).toEqual(["POST /trpc/orders.cancel"]);
});
