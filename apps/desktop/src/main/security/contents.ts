/** Where a page may go: nowhere. Applied to every web contents there is, however it was created. */
import type { WebContents } from "electron";
import { isPageUrl } from "../../shared/app-origin.ts";

type Guarded = Pick<WebContents, "on" | "setWindowOpenHandler">;

/** Denies new windows, webviews, and any navigation that leaves the app's page. */
export function guardContents(contents: Guarded): void {
	contents.setWindowOpenHandler(() => ({ action: "deny" }));
	contents.on("will-attach-webview", (event) => event.preventDefault());
	contents.on("will-frame-navigate", (event) => {
		if (!isPageUrl(event.url)) event.preventDefault();
	});
	contents.on("will-redirect", (event) => event.preventDefault());
}
