/**
 * Signing in from a web page: it leaves for the issuer and is loaded again with a code. What ties the two loads together is in this tab's
 * session storage. A load that follows an attempt never redirects by itself, so that nothing can redirect in a loop.
 */
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

const KEY = "orderdeck.sign-in";

const keptSchema = z.object({
	attempt: z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), redirectUri: z.string() }),
	endpoints: z.object({ authorization: z.string(), token: z.string() }),
	offer: z.object({ issuer: z.string(), client_id: z.string(), audience: z.string() }),
	returnTo: z.string(),
});

/** What of the window is used. */
export interface SignInPage {
	readonly location: Pick<Location, "origin" | "pathname" | "search" | "hash" | "assign">;
	readonly history: Pick<History, "replaceState">;
	readonly sessionStorage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
	readonly fetch: Fetch;
}

/** How this page was loaded. */
export interface Arrival {
	/** The token of a sign-in that has succeeded. */
	readonly token?: string;
	/** Why one has failed, for the operator. */
	readonly failed?: string | undefined;
	/** Whether this load may leave for the issuer without being asked to by a click: it does not follow an attempt. */
	readonly mayRedirect: boolean;
}

/** Leaves the page for the issuer; resolves at once, or with the reason why it cannot. */
export async function leaveToSignIn(offer: Offer, { location, sessionStorage, fetch }: SignInPage): Promise<Outcome> {
	try {
		const endpoints = await readEndpoints(offer, fetch);
		const attempt = newAttempt(`${location.origin}/`);
		const url = await authorizationUrl(endpoints, offer, attempt);
		sessionStorage.setItem(KEY, JSON.stringify({ attempt, endpoints, offer, returnTo: location.hash }));
		location.assign(url);
		return { done: true };
	} catch (error) {
		return { done: false, reason: error instanceof Error ? error.message : String(error) };
	}
}

/** To be called once per load, before anything reads the address: a code in it is taken out and exchanged, and the deep link is back. */
export async function arrive(page: SignInPage): Promise<Arrival> {
	const { location, history, sessionStorage, fetch } = page;
	const kept = keptIn(sessionStorage);
	sessionStorage.removeItem(KEY);
	const redirect = new URLSearchParams(location.search);
	if (!redirect.has("state")) return { mayRedirect: kept === undefined };
	history.replaceState(null, "", `${location.pathname}${deepLink(kept?.returnTo ?? "")}`);
	try {
		const code = codeOf(redirect, kept?.attempt);
		if (kept === undefined) return { mayRedirect: false };
		return { token: await exchange({ ...kept, code }, fetch), mayRedirect: false };
	} catch (error) {
		if (!(error instanceof SignInFailed)) throw error;
		return { failed: error.message, mayRedirect: false };
	}
}

/** A route of this page and nothing else: never an address elsewhere. */
export function deepLink(hash: string): string {
	return /^#\/(?![/\\])[^\\\s]{0,2000}$/.test(hash) ? hash : "";
}

function keptIn(storage: SignInPage["sessionStorage"]): z.infer<typeof keptSchema> | undefined {
	try {
		return keptSchema.safeParse(JSON.parse(storage.getItem(KEY) ?? "null")).data;
	} catch {
		return undefined;
	}
}
