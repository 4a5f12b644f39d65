import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuth } from "./auth.ts";

const sha256 = (token: string) => createHash("sha256").update(token).digest("hex");

describe("createAuth", () => {
	it("takes everyone for the local operator when no token is configured", () => {
		const auth = createAuth([]);
		expect(auth.required).toBe(false);
		expect(auth.actorOf(undefined)).toEqual({ name: "local", role: "admin" });
		expect(auth.actorOf("Bearer whatever")).toEqual({ name: "local", role: "admin" });
	});

	const auth = createAuth([
		{ name: "ann", role: "admin", sha256: sha256("ann-token") },
		{ name: "bob", role: "viewer", sha256: sha256("bob-token") },
	]);

	it.each([
		["Bearer ann-token", { name: "ann", role: "admin" }],
		["bearer bob-token", { name: "bob", role: "viewer" }],
	])("knows %s", (header, actor) => expect(auth.actorOf(header)).toEqual(actor));

	it.each([undefined, "", "Bearer", "Bearer ", "Bearer ann-toke", "Bearer ann-token2", "Basic ann-token", `Bearer ${sha256("ann-token")}`])(
		"does not know %s",
		(header) => expect(auth.actorOf(header)).toBeUndefined(),
	);
});
