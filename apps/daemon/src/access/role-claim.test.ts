import { describe, expect, it } from "vitest";
import { grantOf } from "./role-claim.ts";

const none = new Map();
const groups = new Map([
	["shop-ops", "operator"],
	["shop-leads", "admin"],
] as const);

describe("the role that a claim grants", () => {
	it.each([
		[{ roles: "viewer" }, "roles", none, "viewer", "viewer"],
		[{ roles: ["viewer", "operator"] }, "roles", none, "operator", "operator"],
		[{ roles: ["staff", 7, null, "admin", "viewer"] }, "roles", none, "admin", "admin"],
		[{ groups: ["shop-ops", "viewer"] }, "groups", groups, "operator", "shop-ops"],
		[{ groups: ["shop-ops", "shop-leads"] }, "groups", groups, "admin", "shop-leads"],
		[{ "https://example.com/roles": ["operator"] }, "https://example.com/roles", none, "operator", "operator"],
		[{ resource_access: { orderdeck: { roles: ["admin"] } } }, "/resource_access/orderdeck/roles", none, "admin", "admin"],
		[{ "a/b": { "c~d": "viewer" } }, "/a~1b/c~0d", none, "viewer", "viewer"],
		[{ roles: ["staff", "viewer"] }, "/roles/1", none, "viewer", "viewer"],
	])("of %j, looked up as %s", (claims, roleClaim, roleMap, role, grantedBy) => {
		expect(grantOf(claims, { roleClaim, roleMap })).toEqual({ role, grantedBy });
	});

	it.each([
		[{}, "roles"],
		[{ roles: [] }, "roles"],
		[{ roles: ["Admin", "admins", " admin"] }, "roles"],
		[{ roles: { admin: true } }, "roles"],
		[{ roles: [["admin"]] }, "roles"],
		[{ roles: "viewer admin" }, "roles"],
		[{ resource_access: "admin" }, "/resource_access/orderdeck/roles"],
		[{ sub: "u" }, "constructor"],
		[{ sub: "u" }, "/__proto__/roles"],
	])("is none for %j, looked up as %s: 403 that names the claim and those present, without their values", (claims, roleClaim) => {
		const present = Object.keys(claims).join(", ");
		expect(() => grantOf(claims, { roleClaim, roleMap: none })).toThrow(
			expect.objectContaining({
				code: "FORBIDDEN",
				reason: "NO_ROLE",
				message: expect.stringMatching(new RegExp(`its claim ${roleClaim} .* present: ${present}\\.$`)),
			}),
		);
	});

	it("is refused in a sentence of bounded length, whatever claims there are", () => {
		const claims = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`${index}`.repeat(100), 1]));
		expect(() => grantOf(claims, { roleClaim: "roles", roleMap: groups })).toThrow(/^.{100,2500}$/);
	});
});
