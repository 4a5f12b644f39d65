/** From a token's claims to a role. Pure. */
import { ACCESS_ROLES, type AccessRole, SignInRefused } from "@orderdeck/contracts/session";

export interface RoleRules {
	/** A claim's name, or a JSON pointer (RFC 6901) when it begins with `/`. */
	readonly roleClaim: string;
	/** What values of the claim other than the roles' own names grant. */
	readonly roleMap: ReadonlyMap<string, AccessRole>;
}

export interface RoleGrant {
	readonly role: AccessRole;
	/** The claim's value that granted it. */
	readonly grantedBy: string;
}

/** How many claim names a refusal lists, and characters of each. */
const MOST_NAMED = 30;
const NAME_LENGTH = 60;

/** The highest role that a value of the claim grants, and the first such value. Throws SignInRefused, NO_ROLE. */
export function grantOf(claims: Readonly<Record<string, unknown>>, { roleClaim, roleMap }: RoleRules): RoleGrant {
	const values = textsOf(claimAt(claims, roleClaim));
	const grants = values.flatMap((value) => {
		const role = roleMap.get(value) ?? ACCESS_ROLES.find((each) => each === value);
		return role === undefined ? [] : [{ role, grantedBy: value }];
	});
	const [highest] = grants.toSorted((one, other) => ACCESS_ROLES.indexOf(other.role) - ACCESS_ROLES.indexOf(one.role));
	if (highest !== undefined) return highest;
	const accepted = [...ACCESS_ROLES, ...(roleMap.size === 0 ? [] : ["a group of OIDC_ROLE_MAP"])].join(", ");
	const state = values.length === 0 ? "is missing or holds no text" : "holds none of these";
	throw new SignInRefused(
		"NO_ROLE",
		`The token grants no role: its claim ${roleClaim} must hold one of ${accepted}, and ${state}. Claims present: ${namesOf(claims)}.`,
	);
}

/** The claim's value; undefined where it is missing. */
function claimAt(claims: Readonly<Record<string, unknown>>, claim: string): unknown {
	if (!claim.startsWith("/")) return ownValue(claims, claim);
	const keys = claim.slice(1).split("/");
	return keys.reduce<unknown>((value, key) => ownValue(value, key.replaceAll("~1", "/").replaceAll("~0", "~")), claims);
}

function ownValue(value: unknown, key: string): unknown {
	return typeof value === "object" && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined;
}

function textsOf(value: unknown): readonly string[] {
	const values: readonly unknown[] = Array.isArray(value) ? value : [value];
	return values.filter((each) => typeof each === "string");
}

function namesOf(claims: Readonly<Record<string, unknown>>): string {
	const names = Object.keys(claims).toSorted();
	const named = names.slice(0, MOST_NAMED).map((name) => name.slice(0, NAME_LENGTH));
	return [...named, ...(names.length > MOST_NAMED ? ["and more"] : [])].join(", ");
}
