/** The origin of the desktop app's pages: a scheme of its own, with one host. */

export const APP_SCHEME = "app";
const APP_HOST = "orderdeck";
export const APP_URL = `${APP_SCHEME}://${APP_HOST}/`;

/** Whether `text` is an address of the app's origin. It is parsed: an address that merely begins alike is not. */
export function isAppUrl(text: string): boolean {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === "" && url.password === "";
}

/** Whether `text` is the address of the app's one page, at whatever route: nothing else of the origin is trusted. */
export function isPageUrl(text: string): boolean {
	return text.split("#", 1)[0] === APP_URL;
}
