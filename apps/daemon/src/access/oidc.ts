/** Verifies the JWTs of an OpenID Connect issuer (RFC 7519, RFC 8725): asymmetric signatures only, for this daemon's audience. */
import { type Actor, SignInRefused } from "@orderdeck/contracts/session";
import { errors, type JWTPayload, jwtVerify } from "jose";
import { z } from "zod";
import { createIssuerKeys, type IssuerKeys, type IssuerKeysDeps } from "./issuer-keys.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { grantOf } from "./role-claim.ts";
import { LEEWAY_MS, timeRefusal } from "./token-times.ts";

export interface VerifiedToken {
	readonly actor: Actor;
	readonly granted_by: string;
	/** ISO 8601. */
	readonly expires_at: string;
}

/** Asymmetric ones: with a symmetric one a public key could serve as the secret. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
const NAME_LENGTH = 200;
/** The last instant that a Date can hold. */
const LAST_MS = 8_640_000_000_000_000;

/** Checked by jose to be there; of a sound form only here. */
const identitySchema = z.object({ sub: z.string().min(1).max(255), exp: z.number() });

/** Throws SignInRefused, or a ZodError for a `sub` that is none. */
export function createOidc(config: OidcConfig, deps: IssuerKeysDeps): (token: string) => Promise<VerifiedToken> {
	const keys = createIssuerKeys(config.issuer, deps);
	return async (token) => {
		const claims = await verifiedClaims(token, { config, keys, now: deps.now() });
		const { sub: subject, exp } = identitySchema.parse(claims);
		const { role, grantedBy } = refusedAsOwner(claims, () => grantOf(claims, config));
		const expires_at = new Date(Math.min(exp * 1000, LAST_MS)).toISOString();
		return { actor: { name: nameOf(claims), role, subject }, granted_by: grantedBy.slice(0, NAME_LENGTH), expires_at };
	};
}

async function verifiedClaims(
	token: string,
	{ config, keys, now }: { config: OidcConfig; keys: IssuerKeys; now: number },
): Promise<JWTPayload> {
	const { issuer, audience } = config;
	try {
		const { payload } = await jwtVerify(token, keys.keyOf, {
			issuer,
			audience,
			algorithms: ALGORITHMS,
			clockTolerance: LEEWAY_MS / 1000,
			currentDate: new Date(now),
			requiredClaims: ["sub", "exp"],
		});
		return payload;
	} catch (error) {
		if (error instanceof SignInRefused) throw error;
		throw refusalOf(error, { config, now, clockAheadMs: keys.clockAheadMs() });
	}
}

interface Checked {
	readonly config: OidcConfig;
	readonly now: number;
	readonly clockAheadMs: number | undefined;
}

function refusalOf(error: unknown, { config, ...clock }: Checked): SignInRefused {
	const invalid = (message: string) => new SignInRefused("INVALID", message, { cause: error });
	if (error instanceof errors.JWTExpired) return ownedBy(error.payload, timeRefusal(error.payload, clock));
	if (error instanceof errors.JWTClaimValidationFailed) {
		if (error.claim === "nbf" && error.reason === "check_failed") return ownedBy(error.payload, timeRefusal(error.payload, clock));
		const needs: Readonly<Record<string, string>> = { iss: config.issuer, aud: config.audience };
		return invalid(
			`The token's claim ${error.claim} is ${error.reason === "missing" ? "missing" : "not valid"}; it must be ${needs[error.claim] ?? "set"}.`,
		);
	}
	if (error instanceof errors.JOSEAlgNotAllowed)
		return invalid(`The token's algorithm is not accepted; use one of ${ALGORITHMS.join(", ")}.`);
	if (error instanceof errors.JWKSMultipleMatchingKeys)
		return invalid("The token does not name the key that signed it, and the issuer publishes several.");
	if (error instanceof errors.JWSSignatureVerificationFailed) return invalid("The token's signature does not match the issuer's key.");
	return invalid("The bearer token is not a valid JWT.");
}

/** The refusal as that of these claims' subject: the issuer has signed them for this daemon, so nobody else can have made them up. */
function ownedBy(claims: JWTPayload, { reason, message, cause }: SignInRefused): SignInRefused {
	const { sub: subject } = identitySchema.pick({ sub: true }).safeParse(claims).data ?? {};
	return new SignInRefused(reason, message, { cause, ...(subject === undefined ? {} : { owner: { name: nameOf(claims), subject } }) });
}

function refusedAsOwner<T>(claims: JWTPayload, grant: () => T): T {
	try {
		return grant();
	} catch (error) {
		throw error instanceof SignInRefused ? ownedBy(claims, error) : error;
	}
}

/** What people call them; the subject where the token states nothing better. */
function nameOf(claims: JWTPayload): string {
	const given = [claims.name, claims.preferred_username, claims.email, claims.sub];
	const name = given.find((each): each is string => typeof each === "string" && each.trim() !== "") ?? "";
	return name.trim().slice(0, NAME_LENGTH);
}
