/** The authorization code flow with PKCE (RFC 6749, RFC 7636, OpenID Connect Core), for a client without a secret. */
import type { SignIn } from "@orderdeck/contracts/session";
import { z } from "zod";
import { isLoopbackUrl } from "../environment.ts";
import { type Attempt, challengeOf } from "./pkce.ts";
import { tokenFor } from "./tokens.ts";

/** What a daemon states of its issuer. */
export type Offer = NonNullable<SignIn["oidc"]>;

/** The sign-in did not succeed; the message states why, for the operator. */
export class SignInFailed extends Error {
	override readonly name = "SignInFailed";
	readonly code = "SIGN_IN_FAILED";
}

const endpoint = z.url().refine(isSecure, "is not https");
const discoverySchema = z.object({ issuer: z.string(), authorization_endpoint: endpoint, token_endpoint: endpoint });

export interface Endpoints {
	readonly authorization: string;
	readonly token: string;
}
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** In ms. */
const DEADLINE_MS = 10_000;

/** Where the issuer's endpoints are. Rejects with SignInFailed. */
export async function readEndpoints({ issuer }: Offer, fetch: Fetch): Promise<Endpoints> {
	const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
	const response = await fetched(url, {}, fetch);
	if (!response.ok) throw new SignInFailed(`The issuer responded with status ${response.status} to ${url}.`);
	const parsed = discoverySchema.safeParse(response.body);
	if (!parsed.success || parsed.data.issuer !== issuer) {
		throw new SignInFailed(`${url} is not the document of the issuer ${issuer}.`);
	}
	return { authorization: parsed.data.authorization_endpoint, token: parsed.data.token_endpoint };
}

/** Where the operator signs in. `audience` is not of the standard: issuers that need it to make a token for this daemon take it from there. */
export async function authorizationUrl(endpoints: Endpoints, offer: Offer, attempt: Attempt): Promise<string> {
	const url = new URL(endpoints.authorization);
	const parameters = {
		response_type: "code",
		client_id: offer.client_id,
		redirect_uri: attempt.redirectUri,
		scope: "openid profile email",
		audience: offer.audience,
		state: attempt.state,
		nonce: attempt.nonce,
		code_challenge: await challengeOf(attempt.verifier),
		code_challenge_method: "S256",
	};
	for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
	return url.href;
}

/** The code of the redirect. Throws SignInFailed where it belongs to no attempt of ours, or is a refusal. */
export function codeOf(redirect: URLSearchParams, attempt: Attempt | undefined): string {
	if (attempt === undefined || redirect.get("state") !== attempt.state) {
		throw new SignInFailed("This sign-in was not started here. Start it again.");
	}
	const [error, code] = [redirect.get("error"), redirect.get("code")];
	if (error !== null) throw new SignInFailed(`The issuer refused: ${text(redirect.get("error_description") ?? error)}`);
	if (code === null || code === "") throw new SignInFailed("The issuer returned no code.");
	return code;
}

export interface Exchange {
	readonly code: string;
	readonly attempt: Attempt;
	readonly endpoints: Endpoints;
	readonly offer: Offer;
}

const responseSchema = z.object({ access_token: z.string().optional(), id_token: z.string().optional() });
const refusalSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** The bearer token for the daemon. Rejects with SignInFailed. */
export async function exchange({ code, attempt, endpoints, offer }: Exchange, fetch: Fetch): Promise<string> {
	const body = new URLSearchParams({
		grant_type: "authorization_code",
		client_id: offer.client_id,
		code,
		redirect_uri: attempt.redirectUri,
		code_verifier: attempt.verifier,
	});
	const headers = { "content-type": "application/x-www-form-urlencoded" };
	const response = await fetched(endpoints.token, { method: "POST", headers, body: body.toString() }, fetch);
	const parsed = responseSchema.safeParse(response.body);
	if (!response.ok || !parsed.success) {
		const refusal = refusalSchema.safeParse(response.body).data;
		throw new SignInFailed(
			`The issuer issued no token: ${text(refusal?.error_description ?? refusal?.error ?? `status ${response.status}`)}`,
		);
	}
	const found = tokenFor(parsed.data, { audience: offer.audience, nonce: attempt.nonce });
	if ("refused" in found) throw new SignInFailed(found.refused);
	return found.token;
}

async function fetched(url: string, init: RequestInit, fetch: Fetch): Promise<{ ok: boolean; status: number; body: unknown }> {
	const options: RequestInit = { redirect: "error", credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(DEADLINE_MS) };
	let response: Response;
	try {
		response = await fetch(url, { ...init, ...options });
	} catch {
		throw new SignInFailed(`The issuer cannot be reached: ${new URL(url).origin}`);
	}
	const body: unknown = await response.json().catch(() => undefined);
	return { ok: response.ok, status: response.status, body };
}

/** https, or http on this machine. */
function isSecure(text: string): boolean {
	const url = new URL(text);
	return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackUrl(url));
}

/** What an issuer states is shown as text, bounded. */
function text(given: string): string {
	return given.slice(0, 300);
}
