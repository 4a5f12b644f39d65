/** The OpenID Connect issuer whose tokens are accepted, from the environment's variables. */
import { ACCESS_ROLES, type AccessRole } from "@orderdeck/contracts/session";
import { z } from "zod";
import type { RoleRules } from "./role-claim.ts";

export interface OidcConfig extends RoleRules {
	/** To the letter: the `iss` of its tokens. */
	readonly issuer: string;
	readonly audience: string;
	/** The console's own client; undefined: the console offers no sign-in. */
	readonly clientId: string | undefined;
}

const ISSUER =
	"an issuer's address, such as https://login.example.com/realms/main: https, or http on this machine, without credentials, query or fragment";
const issuerSchema = z
	.string()
	.max(1_000, ISSUER)
	.refine((text) => {
		if (!URL.canParse(text)) return false;
		const { protocol, username, password, search, hash } = new URL(text);
		return /^https?:$/.test(protocol) && [username, password, search, hash].every((part) => part === "") && !/[?#\s]/.test(text);
	}, ISSUER);

const CLAIM = "a claim's name, or a JSON pointer such as /resource_access/orderdeck/roles";
const claimSchema = z
	.string()
	.max(500, CLAIM)
	.refine((text) => !text.startsWith("/") || (text.length > 1 && !/~(?![01])/.test(text)), CLAIM);

const ROLE_MAP = `a comma list of group=role, the role one of ${ACCESS_ROLES.join(", ")}, each group once`;
const roleMapSchema = z.string().transform((text, context): ReadonlyMap<string, AccessRole> => {
	const map = new Map<string, AccessRole>();
	for (const [index, entry] of text.split(",").entries()) {
		const [, group = "", name = ""] = /^(.+)=(.*)$/.exec(entry.trim()) ?? [];
		const role = ACCESS_ROLES.find((each) => each === name.trim());
		if (role === undefined || map.has(group.trim())) {
			context.addIssue(`${ROLE_MAP}; entry ${index + 1} is not such a pair`);
			return z.NEVER;
		}
		map.set(group.trim(), role);
	}
	return map;
});

const visible = (needs: string) => z.string().regex(/^[\x21-\x7e]{1,500}$/, needs);
const AUDIENCE = "the audience that the issuer's tokens for this daemon state: 1 to 500 visible characters";

/** The variables by name. Each message states what the variable needs. */
export const OIDC_VARIABLES = {
	OIDC_ISSUER: issuerSchema.optional(),
	OIDC_AUDIENCE: visible(AUDIENCE).optional(),
	OIDC_ROLE_CLAIM: claimSchema.default("roles"),
	OIDC_ROLE_MAP: roleMapSchema.optional(),
	OIDC_CLIENT_ID: visible("the id of the console's client at the issuer: 1 to 500 visible characters").optional(),
} as const;
const oidcSchema = z.object(OIDC_VARIABLES);
export type OidcEnvironment = z.infer<typeof oidcSchema>;

/** Missing variables and invalid combinations, one line each. `given`: the variables that are set. */
export function oidcProblems(
	env: OidcEnvironment,
	given: Readonly<Record<string, string>>,
	isLoopback: (host: string) => boolean,
): string[] {
	const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience } = env;
	if (issuer === undefined) {
		const alone = Object.keys(OIDC_VARIABLES).filter((name) => given[name] !== undefined);
		return alone.map((name) => `${name}: is set without OIDC_ISSUER; it needs ${ISSUER} there`);
	}
	const { protocol, hostname } = new URL(issuer);
	return [
		...(protocol === "http:" && !isLoopback(hostname) ? [`OIDC_ISSUER: got "${issuer}", needs ${ISSUER}`] : []),
		...(audience === undefined ? [`OIDC_AUDIENCE: is not set, and OIDC_ISSUER needs it: ${AUDIENCE}`] : []),
	];
}

export function oidcOf(env: OidcEnvironment): OidcConfig | undefined {
	const {
		OIDC_ISSUER: issuer,
		OIDC_AUDIENCE: audience,
		OIDC_ROLE_CLAIM: roleClaim,
		OIDC_ROLE_MAP: roleMap,
		OIDC_CLIENT_ID: clientId,
	} = env;
	if (issuer === undefined || audience === undefined) return undefined;
	return { issuer, audience, roleClaim, roleMap: roleMap ?? new Map(), clientId };
}
