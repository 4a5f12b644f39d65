/** A Chromium that is already on this machine; none is ever downloaded. */
import { existsSync } from "node:fs";

/** The shell is Chromium without a window, as Playwright itself prefers it: it takes a quarter less of the processor's time. */
const PATHS = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"] as const;
/** A host name that resolves to this machine without being its own, so that a page from there counts as production. */
export const REMOTE_HOST = "orders-eu.example.com";

const path = process.env.CHROMIUM_PATH ?? PATHS.find((each) => existsSync(each)) ?? PATHS[1];

/** Why there is no browser to test in; undefined when there is one. */
export const missingChromium: string | undefined = existsSync(path)
	? undefined
	: `the browser tests: there is no Chromium at ${path}: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH`;

/**
 * Chromium obeys the last such list alone: Playwright's, and after it what a window without a screen does not need. A popup of the address
 * bar is a renderer of its own for each window, which takes three times as long as the page that is tested.
 */
const DISABLED_FEATURES = [
	"AvoidUnnecessaryBeforeUnloadCheckSync",
	"DestroyProfileOnBrowserClose",
	"HttpsUpgrades",
	"HttpsFirstBalancedModeAutoEnable",
	"LensOverlay",
	"MediaRouter",
	"PaintHolding",
	"ThirdPartyStoragePartitioning",
	"AvoidCorsURLLoaderRestartOnRedirect",
	"OptimizationHints",
	"NetworkTimeServiceQuerying",
	"AimEnabled",
	"PreconnectToSearch",
	"WebUIOmniboxPopup",
	"WebUIOmniboxAimPopup",
	"WebUIOmniboxFullPopup",
];

/** Launch options for Chromium without a screen, a sandbox of its own or background network traffic. */
export const LAUNCH_OPTIONS = {
	executablePath: path,
	headless: true,
	args: [
		"--no-sandbox",
		"--disable-gpu",
		"--disable-quic",
		"--no-first-run",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-sync",
		`--disable-features=${DISABLED_FEATURES.join(",")}`,
		`--host-resolver-rules=MAP ${REMOTE_HOST} 127.0.0.1`,
	],
};
