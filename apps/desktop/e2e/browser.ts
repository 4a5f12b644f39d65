/** A Chromium that is already on this machine; none is ever downloaded. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const DEFAULT_PATH = "/usr/bin/chromium";
/** A host name that leads to this machine without being its own, so that a page from there is taken for production. */
export const ELSEWHERE = "orders-eu.example.com";

/** What Chromium needs to run without a screen, a sandbox of its own and a wish to phone home. */
export const BROWSER_ARGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
	// A daemon of this machine under a name that is not: as from elsewhere.
	`--host-resolver-rules=MAP ${ELSEWHERE} 127.0.0.1`,
];

/** Where Chromium is, or a sentence that says what is missing and how to get it. */
export function findChromium(): { readonly path: string } | { readonly missing: string } {
	const path = process.env.CHROMIUM_PATH ?? DEFAULT_PATH;
	if (existsSync(path)) return { path };
	return { missing: `There is no Chromium at ${path}: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one.` };
}

export function launch(executablePath: string): Promise<Browser> {
	return chromium.launch({ executablePath, headless: true, args: BROWSER_ARGS });
}
