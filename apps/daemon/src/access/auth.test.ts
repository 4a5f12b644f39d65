import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuth } from "./auth.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");
const deps = { fetch, now: Date.now, failed: expect.unreachable };

describe("createAuth", () => {
	it("takes everyone for the local operator when no token is configured", async () => {
		const auth = await createAuth({ tokens: [], oidc: undefined }, deps);
		expect(auth.required).toBe(false);
		for (const header of [undefined, "Bearer whatever"]) {
			expect(await auth.callerOf(header)).toMatchObject({ actor: { name: "local", role: "admin" }, auth: "none", refusal: undefined });
		}
	});

	const auth = createAuth(
		{
			tokens: [
				{ name: "ann", role: "admin", sha256: sha256("ann-token") },
				{ name: "bob", role: "viewer", sha256: sha256("bob-token") },
			],
			oidc: undefined,
		},
		deps,
	);

	it.each([
		["Bearer ann-token", { name: "ann", role: "admin" }],
		["bearer bob-token", { name: "bob", role: "viewer" }],
	])("knows %s", async (header, actor) => {
		expect(await (await auth).callerOf(header)).toMatchObject({
			actor,
			auth: "token",
			granted_by: null,
			expires_at: null,
			refusal: undefined,
		});
	});

	it.each([
		[undefined, "MISSING"],
		["", "MISSING"],
		["Bearer", "MISSING"],
		["Bearer ", "MISSING"],
		["Bearer ann-toke", "INVALID"],
		["Bearer ann-token2", "INVALID"],
		["Basic ann-token", "MISSING"],
		[`Bearer ${sha256("ann-token")}`, "INVALID"],
		["Bearer aaaa.bbbb.cccc", "INVALID"],
	])("does not know %s", async (header, reason) => {
		expect(await (await auth).callerOf(header)).toMatchObject({
			actor: undefined,
			auth: null,
			refusal: { reason, code: "UNAUTHENTICATED" },
		});
	});
});
