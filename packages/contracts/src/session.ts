/** Who the caller is, how they are known, and what this daemon requires to know them. */
import { z } from "zod";
import { type Unlock, unlockSchema } from "./access/entities.ts";
import { AppError, type ErrorCode } from "./errors.ts";

export const ACCESS_ROLES = ["viewer", "operator", "admin"] as const;
export type AccessRole = (typeof ACCESS_ROLES)[number];

/** `subject`: the `sub` of an OIDC token, unique at its issuer and never reassigned; absent for other callers. */
const actorSchema = z.object({ name: z.string(), role: z.enum(ACCESS_ROLES), subject: z.string().optional() });

/** Who makes a request. On loopback without tokens: the local operator, an admin. */
export type Actor = Readonly<z.infer<typeof actorSchema>>;

/** The same text for all requests of a caller, and for no other caller. A token's name has no colon. */
export function clientOf({ name, subject }: Omit<Actor, "role">): string {
	return subject === undefined ? name : `sub:${subject}`;
}

/** `none`: this daemon requires no token. `token`: one of AUTH_TOKENS. `oidc`: a JWT of the issuer. */
export const AUTH_METHODS = ["none", "token", "oidc"] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

/** Why a credential is not accepted, with the code of its error. */
const REFUSAL_CODES = {
	/** No credential where one is required. */
	MISSING: "UNAUTHENTICATED",
	/** Unknown, altered, of another issuer or for another audience. */
	INVALID: "UNAUTHENTICATED",
	EXPIRED: "UNAUTHENTICATED",
	NOT_YET_VALID: "UNAUTHENTICATED",
	/** Valid by the issuer's clock and not by the daemon's. */
	CLOCK_SKEW: "UNAUTHENTICATED",
	/** Valid, but nothing in it grants a role. */
	NO_ROLE: "FORBIDDEN",
	/** The key that signed it is not known, and the issuer cannot be reached. */
	ISSUER_UNAVAILABLE: "UNAVAILABLE",
} as const satisfies Record<string, ErrorCode>;
export type SignInRefusal = keyof typeof REFUSAL_CODES;

/** A credential that is not accepted. */
export class SignInRefused extends AppError {
	readonly reason: SignInRefusal;
	/** Whose it is; undefined where that is not certain. */
	readonly owner: Omit<Actor, "role"> | undefined;

	constructor(reason: SignInRefusal, message: string, options: { cause?: unknown; owner?: Omit<Actor, "role"> } = {}) {
		super(REFUSAL_CODES[reason], message, options);
		this.reason = reason;
		this.owner = options.owner;
	}
}

const signInSchema = z.object({
	/** Whether tokens of AUTH_TOKENS are accepted. */
	tokens: z.boolean(),
	/** For the authorization code flow with PKCE; null where the console cannot sign in by itself. */
	oidc: z.object({ issuer: z.string(), client_id: z.string(), audience: z.string() }).nullable(),
});

/** How one can sign in here. */
export type SignIn = Readonly<z.infer<typeof signInSchema>>;

/** How a request's caller is known, or why they are not. */
export interface Access {
	/** Null for a caller who is not known. */
	readonly auth: AuthMethod | null;
	/** The value of the role claim that granted the role. */
	readonly granted_by: string | null;
	/** ISO 8601; null where the credential does not expire. */
	readonly expires_at: string | null;
	/** Undefined for a caller who is known. */
	readonly refusal: SignInRefused | undefined;
	readonly sign_in: SignIn;
}

const refusedSchema = z.object({ reason: z.string(), message: z.string() });

export const sessionSchema = z.object({
	/** Null when nobody is signed in. */
	actor: actorSchema.nullable(),
	auth: z.enum(AUTH_METHODS).nullable(),
	/** The claim value that granted the role; null where the role does not come from a claim. */
	granted_by: z.string().nullable(),
	/** ISO 8601; null where the session does not expire. */
	expires_at: z.string().nullable(),
	/** Why the given credential is not accepted: a reason that programs may branch on, and a sentence. Null when none was given. */
	refused: refusedSchema.nullable(),
	sign_in: signInSchema,
	/** The caller's unlock of production; null while it is locked for their consoles. */
	unlock: unlockSchema.nullable(),
	/** The role that each mutation requires, by its path. */
	actions: z.record(z.string(), z.enum(ACCESS_ROLES)),
	auth_required: z.boolean(),
	version: z.string(),
});
export type SessionOutput = Readonly<z.infer<typeof sessionSchema>>;

export interface SessionFacts {
	readonly actor: Actor | undefined;
	readonly access: Access;
	readonly unlock: Unlock | null;
	readonly actions: Readonly<Record<string, AccessRole>>;
	readonly authRequired: boolean;
	readonly version: string;
}

/**
 * The session of a caller. Throws the refusal where it is unknown whether the credential is valid: that is neither a session nor the end
 * of one.
 */
export function sessionOf(caller: SessionFacts): SessionOutput {
	const { actor, access, unlock, actions, authRequired: auth_required, version } = caller;
	const { refusal, auth, granted_by, expires_at, sign_in } = access;
	if (refusal?.code === "UNAVAILABLE") throw refusal;
	const refused = refusal === undefined || refusal.reason === "MISSING" ? null : { reason: refusal.reason, message: refusal.message };
	return { actor: actor ?? null, auth, granted_by, expires_at, refused, sign_in, unlock, actions: { ...actions }, auth_required, version };
}
