import { type AnyProcedure, type AnyRouter, callTRPCProcedure } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Api, ApiContext } from "./api-context.ts";
import { COMMANDS, type CommandName, type RefusedCommand } from "./commands.ts";
import { problemOf } from "./problem.ts";
import { appRouter } from "./router.ts";
import { type Access, type Actor, SignInRefused } from "./session.ts";

const OPEN = new Set(["session"]);
const router: AnyRouter = appRouter;
const procedures = Object.entries<AnyProcedure>(router._def.procedures);

const SOURCE = { client: "web", auth: "token", ip: null } as const;
const recorded: RefusedCommand[] = [];
/** Access is decided before an input is checked or the API is called: nothing but the refusal is recorded. */
const nothing: Api = Object.assign(Object.create(null), {
	recordRefusal: async (refused: RefusedCommand) => void recorded.push(refused),
	unlockOf: async () => null,
});

const signedOut: Access = {
	auth: null,
	granted_by: null,
	expires_at: null,
	refusal: new SignInRefused("MISSING", "This daemon requires a bearer token."),
	sign_in: { tokens: true, oidc: null },
};

async function refusal(
	path: string,
	type: AnyProcedure["_def"]["type"],
	actor: Actor | undefined,
	{
		input,
		access = signedOut,
		needsUnlock = false,
	}: { readonly input?: unknown; readonly access?: Access; readonly needsUnlock?: boolean } = {},
): Promise<string | undefined> {
	const ctx: ApiContext = {
		api: nothing,
		actor,
		access,
		actions: {},
		authRequired: true,
		version: "1",
		idempotencyKey: undefined,
		requestId: "r",
		source: SOURCE,
		needsUnlock,
	};
	try {
		await callTRPCProcedure({ router: appRouter, path, type, ctx, getRawInput: async () => input, signal: undefined, batchIndex: 0 });
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
	const commandOf = ({ _def }: AnyProcedure) => z.object({ command: z.string() }).parse(_def.meta).command as CommandName;
	/** Where a viewer records what they do by themselves: nothing else is theirs to change. */
	const OF_VIEWERS = ["access.recordSignIn", "access.recordExport"];

	it("lets a viewer record what they do, and change nothing", () => {
		const isOfViewers = ({ _def }: AnyProcedure) => z.object({ role: z.string() }).parse(_def.meta).role === "viewer";
		expect(mutations.filter(([, procedure]) => isOfViewers(procedure)).map(([path]) => path)).toEqual(OF_VIEWERS);
	});

	const guarded = mutations.filter(([path]) => !OF_VIEWERS.includes(path));
	it.each(guarded)("%s executes a command, is not for a viewer, and records who tried", async (path, procedure) => {
		recorded.length = 0;
		const name = commandOf(procedure);
		expect(
			await refusal(
				path,
				"mutation",
				{ name: "eve", role: "viewer" },
				{ input: { id: "7", topic: "7", group: "7", reason: "why", note: "why", text: "why", comment: "why" } },
			),
		).toBe("FORBIDDEN");
		expect(recorded).toEqual([{ name, target: expect.stringMatching(/^[a-z]+(:7)?$/), reason: "why", code: "FORBIDDEN" }]);
		expect(COMMANDS[name].action).toMatch(/^[a-z-]+(\.[a-z-]+)+$/);
	});

	const WHILE_LOCKED = ["access.unlock", "access.lock", ...OF_VIEWERS];
	it.each(mutations)(
		"%s waits for the unlock of production where a console sends it, except for the lock itself and records",
		async (path, procedure) => {
			recorded.length = 0;
			const admin = { name: "ada", role: "admin" } as const;
			const code = await refusal(path, "mutation", admin, { input: { unknown: true }, needsUnlock: true });
			const name = commandOf(procedure);
			expect(code).toBe(WHILE_LOCKED.includes(path) ? "INVALID_INPUT" : "LOCKED");
			expect(recorded.map((each) => [each.name, each.code])).toEqual(WHILE_LOCKED.includes(path) ? [] : [[name, "LOCKED"]]);
		},
	);

	/** Executed by the daemon itself. */
	const INTERNAL = ["endPause", "endReset", "endClaim"];

	it("offers each command by one mutation, under an action of its own", () => {
		const offered = mutations.map(([, procedure]) => commandOf(procedure));
		expect([...offered, ...INTERNAL].toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
		expect(new Set(Object.values(COMMANDS).map(({ action }) => action)).size).toBe(Object.keys(COMMANDS).length);
	});

	it("records no input of any length", async () => {
		recorded.length = 0;
		const actor = { name: "eve", role: "viewer" } as const;
		await refusal("orders.cancel", "mutation", actor, { input: { id: "7".repeat(10_000), reason: "x".repeat(10_000) } });
		await refusal("orders.cancel", "mutation", actor, { input: "not an object" });
		expect(recorded).toMatchObject([
			{ target: "order:?", reason: null },
			{ target: "order:?", reason: null },
		]);
	});

	it("lets everyone read how to sign in", async () => {
		expect(await refusal("session", "query", undefined)).toBeUndefined();
	});

	it("is undecided, not refused, while it is unknown whether a credential is valid", async () => {
		const unknown = { ...signedOut, refusal: new SignInRefused("ISSUER_UNAVAILABLE", "The issuer cannot be reached.") };
		for (const path of ["session", "orders.list"]) expect(await refusal(path, "query", undefined, { access: unknown })).toBe("UNAVAILABLE");
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
				"GET /api/lag 200",
				"POST /api/groups/{group}/pause 200",
				"POST /api/groups/{group}/resume 200",
				"POST /api/groups/{group}/offsets/preview 200",
				"POST /api/groups/{group}/offsets/reset 200",
				"POST /api/groups/{group}/offsets/restore 200",
				"POST /api/unlock 200",
				"POST /api/lock 200",
			]),
		);
		expect(new Set(offered).size).toBe(offered.length);
	});
});
