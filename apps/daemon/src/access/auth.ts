/** Authentication: who makes a request, by its Authorization header. */
import { type Access, type Actor, type SignIn, SignInRefused } from "@orderdeck/contracts/session";
import type { TokenGrant } from "../environment.ts";
import type { IssuerKeysDeps } from "./issuer-keys.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { createTokenGrants } from "./tokens.ts";

export interface AccessConfig {
	readonly tokens: readonly TokenGrant[];
	/** Undefined: no JWT is accepted. */
	readonly oidc: OidcConfig | undefined;
}

/** Who makes a request; `actor` is undefined exactly where `refusal` is set. */
export interface Caller extends Access {
	readonly actor: Actor | undefined;
}

export interface Auth {
	/** True when this daemon requires a credential. */
	readonly required: boolean;
	/** The caller of an Authorization header. Never rejects: a credential that is not accepted is a caller with a refusal. */
	callerOf(authorization: string | undefined): Promise<Caller>;
}

const LOCAL: Actor = { name: "local", role: "admin" };
const BEARER = /^Bearer +([\x21-\x7e]{1,12288})$/i;
/** The compact form of a JWT: header, payload and signature in base64url. `alg: none` leaves the signature empty. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Without tokens and issuer everyone who can connect is the local operator: the configuration allows that on loopback only. */
export async function createAuth({ tokens, oidc }: AccessConfig, deps: IssuerKeysDeps): Promise<Auth> {
	const sign_in = signInOf({ tokens, oidc });
	const accepted = { auth: null, granted_by: null, expires_at: null, refusal: undefined, sign_in } as const;
	if (tokens.length === 0 && oidc === undefined) {
		return { required: false, callerOf: async () => ({ ...accepted, auth: "none", actor: LOCAL }) };
	}
	const actorOfToken = createTokenGrants(tokens);
	// Loaded only where an issuer is configured.
	const verify = oidc === undefined ? undefined : (await import("./oidc.ts")).createOidc(oidc, deps);
	const refused = (refusal: SignInRefused): Caller => ({ ...accepted, actor: undefined, refusal });
	return {
		required: true,
		async callerOf(authorization) {
			const token = BEARER.exec(authorization ?? "")?.[1];
			if (token === undefined) return refused(missing());
			const actor = actorOfToken(token);
			if (actor !== undefined) return { ...accepted, auth: "token", actor };
			if (verify === undefined || !JWT.test(token)) return refused(unknown());
			try {
				return { ...accepted, auth: "oidc", ...(await verify(token)) };
			} catch (error) {
				return refused(error instanceof SignInRefused ? error : new SignInRefused("INVALID", NOT_ACCEPTED, { cause: error }));
			}
		},
	};
}

const NOT_ACCEPTED = "This bearer token is not accepted here.";
const missing = () => new SignInRefused("MISSING", "This daemon requires a bearer token: Authorization: Bearer <token>.");
const unknown = () => new SignInRefused("INVALID", NOT_ACCEPTED);

function signInOf({ tokens, oidc }: AccessConfig): SignIn {
	const { issuer, audience, clientId } = oidc ?? {};
	const offered = issuer !== undefined && audience !== undefined && clientId !== undefined;
	return { tokens: tokens.length > 0, oidc: offered ? { issuer, audience, client_id: clientId } : null };
}
