import { afterEach, describe, expect, it, vi } from "vitest";
import { createApiClient } from "./client.ts";
import { noTokens } from "./token.ts";

afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

const STOCK = { result: { data: { product_id: "PROD-001" } } };
const problem = (status: number, code: string) => ({
	error: { message: code, code: -32000, data: { code, httpStatus: status, problem: { code, message: code, issues: [] } } },
});

/** A daemon that does this with each request in turn, the last with all that follow; `keys` are those that it was sent. */
function daemonThat(...acts: readonly (() => Response | Promise<Response>)[]) {
	const keys: (string | null)[] = [];
	vi.stubGlobal("fetch", async (_url: string, init?: RequestInit) => {
		keys.push(new Headers(init?.headers).get("idempotency-key"));
		return (acts[keys.length - 1] ?? acts.at(-1))?.();
	});
	const client = createApiClient("http://console.test/trpc", noTokens);
	return { keys, restock: (quantity: number) => client.inventory.restock.mutate({ id: "PROD-001", quantity }).catch(() => undefined) };
}
const succeeds = () => Response.json(STOCK);
const responds = (status: number, code: string) => () => Response.json(problem(status, code), { status });
const losesResponse = () => {
	throw new TypeError("Failed to fetch");
};

describe("the idempotency key of a change", () => {
	it.each([
		["its response was lost", losesResponse],
		["the daemon was unavailable", responds(503, "UNAVAILABLE")],
	])("is the same when it is repeated after %s", async (_what, fails) => {
		const { keys, restock } = daemonThat(fails, succeeds);
		await restock(5);
		await restock(5);
		expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), keys[0]]);
	});

	it.each([
		["a success", succeeds],
		["a refusal", responds(409, "CHANGED_MEANWHILE")],
	])("is another one after %s", async (_what, ends) => {
		const { keys, restock } = daemonThat(ends);
		await restock(5);
		await restock(5);
		expect(new Set(keys).size).toBe(2);
	});

	it("is the same for repeated clicks while any of their responses is awaited, and another one afterward", async () => {
		const second = Promise.withResolvers<Response>();
		const { keys, restock } = daemonThat(succeeds, () => second.promise, succeeds);
		const clicks = [restock(5), restock(5)];
		await clicks[0];
		await restock(5);
		second.resolve(succeeds());
		await Promise.all(clicks);
		expect(keys).toEqual([keys[0], keys[0], keys[0]]);
		await restock(5);
		expect(keys[3]).not.toBe(keys[0]);
	});

	it("is another one for another input, and for the same much later", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const { keys, restock } = daemonThat(losesResponse);
		await restock(5);
		await restock(6);
		vi.setSystemTime(Date.now() + 5 * 60_000);
		await restock(5);
		expect(new Set(keys).size).toBe(3);
	});
});
