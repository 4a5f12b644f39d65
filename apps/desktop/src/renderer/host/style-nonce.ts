/** The nonce that the content policy of this load gives to style elements; the desktop's pages have one, the daemon's do not. */

/** Read at the start and kept here: a page that could read it later could style, nothing more. */
const nonce = typeof document === "undefined" ? "" : (document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? "");

/** For MantineProvider, and for what its modals use to lock the scroll, which reads this global. */
export function styleNonce(): { getStyleNonce?: () => string } {
	if (nonce === "") return {};
	Object.assign(globalThis, { __webpack_nonce__: nonce });
	return { getStyleNonce: () => nonce };
}
