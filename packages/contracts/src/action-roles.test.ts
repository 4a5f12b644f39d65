import { callTRPCProcedure } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { type ActionPath, actionRoles } from "./action-roles.ts";
import type { Api, ApiContext } from "./api-context.ts";
import { problemOf } from "./problem.ts";
import { appRouter } from "./router.ts";
import { ACCESS_ROLES, type AccessRole } from "./session.ts";

/** Access is decided before the API is used: only the refusal is recorded. */
const nothing: Api = Object.assign(Object.create(null), { recordRefusal: async () => undefined });

async function refusal(path: string, role: AccessRole): Promise<string | undefined> {
	const access = { auth: "token", granted_by: null, expires_at: null, refusal: undefined, sign_in: { tokens: true, oidc: null } } as const;
	const actor = { name: "ann", role };
	const ctx: ApiContext = {
		api: nothing,
		actor,
		access,
		actions: {},
		authRequired: true,
		version: "1",
		idempotencyKey: undefined,
		requestId: "r",
		source: { client: "web", auth: "token", ip: null },
		needsUnlock: false,
	};
	try {
		const getRawInput = async () => ({ unknown: true });
		await callTRPCProcedure({ router: appRouter, path, type: "mutation", ctx, getRawInput, signal: undefined, batchIndex: 0 });
	} catch (error) {
		return problemOf(error).body.code;
	}
	return undefined;
}

describe("the role of an action", () => {
	it("is stated for every mutation", () => {
		const some: Partial<Record<ActionPath, AccessRole>> = {
			"orders.cancel": "operator",
			"inventory.restock": "operator",
			"lag.setObjective": "admin",
		};
		expect(actionRoles()).toMatchObject(some);
	});

	it.each(Object.entries(actionRoles()))("of %s is %s: that role gets to the input, and the ones below it do not", async (path, role) => {
		for (const each of ACCESS_ROLES) {
			const isEnough = ACCESS_ROLES.indexOf(each) >= ACCESS_ROLES.indexOf(role);
			expect([each, await refusal(path, each)]).toEqual([each, isEnough ? "INVALID_INPUT" : "FORBIDDEN"]);
		}
	});
});
