/** What the pages of a session may use of the system and the network: next to nothing. */
import type { Session } from "electron";
import { isAppUrl } from "../../shared/app-origin.ts";

/** Copy buttons write to the clipboard. Notifications go through the host, not through the page. */
const ALLOWED: ReadonlySet<string> = new Set(["clipboard-sanitized-write"]);

export function mayUse(permission: string, requestingUrl: string): boolean {
	return ALLOWED.has(permission) && isAppUrl(requestingUrl);
}

/** Addresses that a page itself may load; all that is a daemon's goes through the gateway, which is not in this session. */
export function mayLoad(url: string): boolean {
	return isAppUrl(url) || (URL.canParse(url) && new URL(url).protocol === "devtools:");
}

type Guarded = Pick<
	Session,
	| "setPermissionRequestHandler"
	| "setPermissionCheckHandler"
	| "setDevicePermissionHandler"
	| "setDisplayMediaRequestHandler"
	| "webRequest"
	| "on"
>;

export function guardSession(session: Guarded): void {
	session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => answer(mayUse(permission, requestingUrl)));
	session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => mayUse(permission, requestingOrigin));
	session.setDevicePermissionHandler(() => false);
	session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
	session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !mayLoad(url) }));
	// Files are saved by the host, which shows a dialog for it.
	session.on("will-download", (event) => event.preventDefault());
}
