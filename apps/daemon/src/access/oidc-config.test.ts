import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../config.ts";

const ISSUER = { OIDC_ISSUER: "https://login.example.com/realms/main", OIDC_AUDIENCE: "orderdeck" };

/** The lines of the refusal; fails when the environment is accepted. */
function refusal(env: Record<string, string>): readonly string[] {
	try {
		readConfig(env);
	} catch (error) {
		if (error instanceof ConfigError) return error.lines;
		throw error;
	}
	throw new Error("was accepted");
}

describe("the issuer's variables", () => {
	it("need no more than issuer and audience", () => {
		expect(readConfig(ISSUER).oidc).toEqual({
			issuer: ISSUER.OIDC_ISSUER,
			audience: "orderdeck",
			roleClaim: "roles",
			roleMap: new Map(),
			clientId: undefined,
		});
	});

	it.each([
		[{ OIDC_ROLE_CLAIM: "/resource_access/orderdeck/roles" }, { roleClaim: "/resource_access/orderdeck/roles" }],
		[{ OIDC_ROLE_CLAIM: "https://example.com/roles" }, { roleClaim: "https://example.com/roles" }],
		[{ OIDC_CLIENT_ID: "console" }, { clientId: "console" }],
		[
			{ OIDC_ROLE_MAP: "Shop Ops = operator, cn=leads=admin" },
			{
				roleMap: new Map([
					["Shop Ops", "operator"],
					["cn=leads", "admin"],
				]),
			},
		],
	])("read %j", (env, expected) => {
		expect(readConfig({ ...ISSUER, ...env }).oidc).toMatchObject(expected);
	});

	it.each(["http://127.0.0.1:8080/realms/main", "http://localhost:1", "http://[::1]:8080", "https://login.example.com/"])(
		"accept the issuer %s to the letter",
		(issuer) => {
			expect(readConfig({ ...ISSUER, OIDC_ISSUER: issuer }).oidc?.issuer).toBe(issuer);
		},
	);

	it("allow an address that others can reach, without AUTH_TOKENS", () => {
		expect(readConfig({ ...ISSUER, HOST: "0.0.0.0" })).toMatchObject({ host: "0.0.0.0", tokens: [] });
	});

	it.each([
		[
			{ OIDC_ISSUER: "http://login.example.com" },
			/^OIDC_ISSUER: got "http:\/\/login.example.com", needs an issuer's address.*https, or http on this machine/,
		],
		[{ OIDC_ISSUER: "login.example.com" }, /^OIDC_ISSUER: got "login.example.com", needs an issuer's address/],
		[{ OIDC_ISSUER: "https://a:b@login.example.com" }, /^OIDC_ISSUER: got .*, needs an issuer's address/],
		[{ OIDC_ISSUER: "https://login.example.com/?x" }, /^OIDC_ISSUER: got .*without credentials, query or fragment/],
		[{ OIDC_ISSUER: "file:///etc" }, /^OIDC_ISSUER: got "file:\/\/\/etc", needs/],
		[{ OIDC_AUDIENCE: "" }, /^OIDC_AUDIENCE: is not set, and OIDC_ISSUER needs it/],
		[{ OIDC_AUDIENCE: "two words" }, /^OIDC_AUDIENCE: got "two words", needs the audience/],
		[{ OIDC_ROLE_CLAIM: "/" }, /^OIDC_ROLE_CLAIM: got "\/", needs a claim's name, or a JSON pointer/],
		[{ OIDC_ROLE_CLAIM: "/a~2b" }, /^OIDC_ROLE_CLAIM: got "\/a~2b", needs a claim's name, or a JSON pointer/],
		[{ OIDC_ROLE_MAP: "ops:operator" }, /^OIDC_ROLE_MAP: got "ops:operator", needs a comma list of group=role.*entry 1 is not such a pair/],
		[{ OIDC_ROLE_MAP: "ops=operator,leads=root" }, /^OIDC_ROLE_MAP: got .*entry 2 is not such a pair/],
		[{ OIDC_ROLE_MAP: "ops=operator,ops=admin" }, /^OIDC_ROLE_MAP: got .*each group once; entry 2 is not such a pair/],
		[{ OIDC_CLIENT_ID: "a b" }, /^OIDC_CLIENT_ID: got "a b", needs the id of the console's client/],
	])("refuse %j", (env, line) => {
		expect(refusal({ ...ISSUER, ...env })).toEqual([expect.stringMatching(line)]);
	});

	it.each(["OIDC_AUDIENCE", "OIDC_ROLE_CLAIM", "OIDC_ROLE_MAP", "OIDC_CLIENT_ID"])("refuse %s without an issuer", (name) => {
		const value = name === "OIDC_ROLE_MAP" ? "ops=operator" : "x";
		expect(refusal({ [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name}: is set without OIDC_ISSUER`))]);
	});
});
