/** The app under plain Node: the built main process in this one, Electron's place taken by the double, its pages in a real Chromium. */
import { createHash } from "node:crypto";
import type { Browser } from "@playwright/test";
import type { StartDesktop } from "./desktop.ts";
import { startApp } from "./double/start.ts";

export function doubleDesktop(browser: Browser): StartDesktop {
	return async ({ userData, keyStore }) => {
		// The system's key store outlives a run of the app: the same profile has the same key.
		const key = createHash("sha256").update(userData).digest();
		const double = await startApp({ browser, userData, key, backend: keyStore });
		let ended = false;
		return {
			pages: () => double.windows.flatMap(({ webContents: { page } }) => (page === undefined ? [] : [page])),
			logged: () => double.logged,
			double,
			electron: undefined,
			async end() {
				if (ended) return;
				ended = true;
				await double.end();
			},
		};
	};
}
