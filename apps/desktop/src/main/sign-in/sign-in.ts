/**
 * Signing in from the desktop app: in the system's browser, which returns to a port of this machine. The page starts it and learns whether it
 * succeeded; the token goes from the issuer to the key store and never to a page (decision 13). Issuer and client are what the environment's
 * daemon states, not what a page does.
 */
import { sessionSchema } from "@orderdeck/contracts/session";
import { z } from "zod";
import type { Outcome } from "../../shared/host.ts";
import {
	authorizationUrl,
	codeOf,
	exchange,
	type Fetch,
	type Offer,
	readEndpoints,
	SignInFailed,
} from "../../shared/sign-in/authorization.ts";
import { newAttempt } from "../../shared/sign-in/pkce.ts";
import { openLoopbackRedirect } from "./loopback.ts";

export interface SystemSignInParts {
	/** The origin of the environment's daemon. */
	urlOf(id: string): string | undefined;
	readonly fetch: Fetch;
	/** Opens an address in the system's browser. */
	open(url: string): Promise<void>;
	keep(id: string, token: string): Promise<Outcome>;
}

/** How long the operator may take in the browser, in ms. */
const PATIENCE_MS = 5 * 60_000;

const responseSchema = z.object({ result: z.object({ data: sessionSchema.pick({ sign_in: true }) }) });

/** Starts a sign-in for an environment; a second one for the same environment ends the first. */
export function createSystemSignIn({ urlOf, fetch, open, keep }: SystemSignInParts): (id: string) => Promise<Outcome> {
	const running = new Map<string, AbortController>();
	const signIn = async (id: string, signal: AbortSignal): Promise<string> => {
		const offer = await offerOf(urlOf(id), fetch);
		const endpoints = await readEndpoints(offer, fetch);
		await using redirect = await openLoopbackRedirect();
		const attempt = newAttempt(redirect.redirectUri);
		const url = await authorizationUrl(endpoints, offer, attempt);
		const returned = redirect.wait((query) => query.get("state") === attempt.state, signal);
		await Promise.race([opened(open(url)), returned]);
		return exchange({ code: codeOf(await returned, attempt), attempt, endpoints, offer }, fetch);
	};
	return async (id) => {
		running.get(id)?.abort(new SignInFailed("Another sign-in was started."));
		const control = new AbortController();
		running.set(id, control);
		const late = setTimeout(() => control.abort(new SignInFailed("Nobody signed in within 5 minutes.")), PATIENCE_MS);
		try {
			return await keep(id, await signIn(id, control.signal));
		} catch (error) {
			if (!(error instanceof SignInFailed)) throw error;
			return { done: false, reason: error.message };
		} finally {
			clearTimeout(late);
			if (running.get(id) === control) running.delete(id);
		}
	};
}

async function opened(opening: Promise<void>): Promise<void> {
	try {
		await opening;
	} catch {
		throw new SignInFailed("The system's browser could not be opened.");
	}
}

async function offerOf(url: string | undefined, fetch: Fetch): Promise<Offer> {
	if (url === undefined) throw new SignInFailed("This environment no longer exists.");
	let body: unknown;
	try {
		const response = await fetch(`${url}/trpc/session`, { redirect: "error", credentials: "omit", cache: "no-store" });
		body = await response.json();
	} catch {
		throw new SignInFailed("The daemon cannot be reached.");
	}
	const offer = responseSchema.safeParse(body).data?.result.data.sign_in.oidc;
	if (offer === undefined || offer === null) throw new SignInFailed("This daemon offers no sign-in with an issuer.");
	return offer;
}
