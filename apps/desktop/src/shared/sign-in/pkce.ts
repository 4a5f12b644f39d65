/** What ties a sign-in's response to its request: state, nonce and a code verifier (RFC 7636). */

/** What must be kept until the issuer redirects back. None of it grants anything by itself. */
export interface Attempt {
	/** Returned by the issuer as it was sent. */
	readonly state: string;
	/** Stated in the ID token. */
	readonly nonce: string;
	readonly verifier: string;
	readonly redirectUri: string;
}

export function newAttempt(redirectUri: string): Attempt {
	return { state: randomText(), nonce: randomText(), verifier: randomText(), redirectUri };
}

/** The challenge of a verifier, method S256. Rejects where the browser offers no cryptography: on a page over plain HTTP from elsewhere. */
export async function challengeOf(verifier: string): Promise<string> {
	const { subtle } = crypto as { subtle?: SubtleCrypto };
	if (subtle === undefined) throw new Error("A browser can sign in on https:// pages only, or on this machine.");
	return base64Url(new Uint8Array(await subtle.digest("SHA-256", new TextEncoder().encode(verifier))));
}

/** 256 random bits. */
function randomText(): string {
	return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

function base64Url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll("+", "-")
		.replaceAll("/", "_")
		.replaceAll("=", "");
}
