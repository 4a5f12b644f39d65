import { describe, expect, it } from "vitest";
import { createUnlockCheck } from "./unlock-check.ts";

const UNLOCK = { until: "2026-01-05T12:15:00.000Z", at: "2026-01-05T12:00:00.000Z", reason: "incident 42" };
const PROD = { url: "https://orders.example.com" };

function daemonThat(respond: () => Promise<Response>) {
	const sent: [url: string, authorization: string | null, redirect: RequestRedirect | undefined][] = [];
	const isUnlocked = createUnlockCheck(async (url, init) => {
		sent.push([url, new Headers(init.headers).get("authorization"), init.redirect]);
		return respond();
	});
	return { isUnlocked, sent };
}

describe("whether production is unlocked", () => {
	it.each([
		[UNLOCK, true],
		[null, false],
	])("is what the environment's daemon states, with its own credential: %j", async (unlock, expected) => {
		const { isUnlocked, sent } = daemonThat(async () => Response.json({ result: { data: { unlock } } }));
		expect(await isUnlocked(PROD, "token-1")).toBe(expected);
		expect(sent).toEqual([["https://orders.example.com/trpc/session", "Bearer token-1", "error"]]);
	});

	it.each([
		["a daemon that is unreachable", () => Promise.reject(new Error("refused"))],
		["another server", async () => new Response("<html>", { status: 200 })],
		["a daemon of an earlier version", async () => Response.json({ result: { data: { actor: null } } })],
	])("is denied by %s", async (_what, respond) => {
		expect(await daemonThat(respond).isUnlocked(PROD, undefined)).toBe(false);
	});
});
