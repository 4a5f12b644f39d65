/** What the app's pages may do, sent with every response. Nothing is `unsafe-*`: style elements carry this load's nonce. */

export function contentPolicy(styleNonce: string): string {
	return [
		"default-src 'none'",
		"script-src 'self'",
		`style-src 'self' 'nonce-${styleNonce}'`,
		"img-src 'self' data:",
		"font-src 'self'",
		"connect-src 'self'",
		// The page's live line is its own: nothing is shared between windows.
		"worker-src 'none'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join("; ");
}

export function pageHeaders(styleNonce: string): Record<string, string> {
	return { ...SHIELD, "content-security-policy": contentPolicy(styleNonce), "cache-control": "no-cache" };
}

/** For what is no page: opened as one, it may do nothing and is of no origin. */
export function dataHeaders(): Record<string, string> {
	return { ...SHIELD, "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox", "cache-control": "no-store" };
}

const SHIELD = {
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
	"x-frame-options": "DENY",
};
