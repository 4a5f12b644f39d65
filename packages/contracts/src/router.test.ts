import { type AnyProcedure, type AnyRouter, callTRPCProcedure } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Api, ApiContext } from "./api-context.ts";
import { problemOf } from "./problem.ts";
import { appRouter } from "./router.ts";
import type { Actor } from "./session.ts";

const OPEN = new Set(["session"]);
const router: AnyRouter = appRouter;
const procedures = Object.entries<AnyProcedure>(router._def.procedures);

/** Access is decided before an input is read or the API is asked, so this one has nothing to answer. */
const nothing: Api = Object.create(null);

async function refusal(path: string, type: AnyProcedure["_def"]["type"], actor: Actor | undefined): Promise<string | undefined> {
	const ctx: ApiContext = { api: nothing, actor, authRequired: true, version: "1", idempotencyKey: undefined, requestId: "r" };
	try {
		await callTRPCProcedure({ router: appRouter, path, type, ctx, getRawInput: async () => undefined, signal: undefined, batchIndex: 0 });
	} catch (error) {
		return problemOf(error).body.code;
	}
	return undefined;
}

describe("access", () => {
	const closed = procedures.filter(([path]) => !OPEN.has(path));
	it.each(closed.map(([path, { _def }]) => [path, _def.type] as const))("%s requires a token", async (path, type) => {
		expect(await refusal(path, type, undefined)).toBe("UNAUTHENTICATED");
	});

	const mutations = procedures.filter(([, { _def }]) => _def.type === "mutation");
	it.each(mutations.map(([path]) => path))("%s is not for a viewer", async (path) => {
		expect(await refusal(path, "mutation", { name: "eve", role: "viewer" })).toBe("FORBIDDEN");
	});

	it("lets everyone read whether a token is required", async () => {
		expect(await refusal("session", "query", undefined)).toBeUndefined();
	});
});

describe("REST", () => {
	const offer = z.object({ openapi: z.object({ method: z.string(), path: z.string() }), status: z.number().default(200) });

	it("offers every path of the contract", () => {
		const offered = procedures.flatMap(([, { _def }]) => {
			const { success, data } = offer.safeParse(_def.meta);
			return success ? [`${data.openapi.method} ${data.openapi.path} ${data.status}`] : [];
		});
		expect(offered).toEqual(
			expect.arrayContaining([
				"GET /api/analytics 200",
				"POST /api/orders 201",
				"GET /api/orders 200",
				"GET /api/orders/{id} 200",
				"GET /api/orders/{id}/events 200",
				"POST /api/orders/{id}/cancel 200",
				"POST /api/orders/replay 202",
				"GET /api/inventory 200",
				"POST /api/inventory/{id}/adjust 200",
				"GET /api/services/status 200",
			]),
		);
		expect(new Set(offered).size).toBe(offered.length);
	});
});
