/** What the desktop tests share: the app, with a profile of its own for each test, and a daemon that requires a token for each worker. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect } from "@playwright/test";
import { LAUNCH_OPTIONS, missingChromium } from "../e2e/support/chromium.ts";
import { createDaemon } from "../e2e/support/daemon.ts";
import type { Desktop, KeyStore, StartDesktop } from "./desktop.ts";
import { doubleDesktop } from "./double-desktop.ts";
import { electronDesktop, foundElectron } from "./electron-desktop.ts";

/** A daemon that requires a token. */
export interface SecuredDaemon {
	readonly url: string;
	readonly token: string;
}

/** Registers what is ended when the test has ended, last first. */
export type Defer = (end: () => Promise<void>) => void;

interface TestFixtures {
	readonly userData: string;
	readonly defer: Defer;
	/** Starts the app, or starts it again on the same profile once it has ended. */
	readonly start: (keyStore?: KeyStore) => Promise<Desktop>;
	readonly needsApp: undefined;
}

interface WorkerFixtures {
	readonly target: Target;
	readonly daemon: SecuredDaemon;
	readonly startDesktop: StartDesktop;
}

/** What the app runs in. */
export type Target = "double" | "electron";

/** The app's own daemon must not meet one that already runs on this machine, nor another worker's. */
const FIRST_PORT = 4493;

function missing(target: Target): string | undefined {
	if (target === "double") return missingChromium === undefined ? undefined : `Electron double: ${missingChromium}`;
	const found = foundElectron();
	return "missing" in found ? `Electron launch: ${found.missing}` : undefined;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
	target: ["double", { option: true, scope: "worker" }],
	needsApp: [
		async ({ target }, use, testInfo) => {
			const reason = missing(target);
			testInfo.skip(reason !== undefined, reason);
			await use(undefined);
		},
		{ auto: true },
	],
	daemon: [
		async ({ browserName: _ }, use) => {
			const token = `od-${randomBytes(18).toString("hex")}`;
			const AUTH_TOKENS = `ann:operator:${createHash("sha256").update(token).digest("hex")}`;
			await using daemon = await createDaemon({ PRODUCER_RATE: "5", PRODUCER_SEED: "7", PAYMENT_DECLINE_RATE: "0", AUTH_TOKENS });
			await daemon.start();
			await use({ url: daemon.url, token });
		},
		{ scope: "worker", timeout: 180_000 },
	],
	startDesktop: [
		async ({ playwright, target }, use, { parallelIndex }) => {
			process.env.PORT = String(FIRST_PORT + parallelIndex);
			process.env.PRODUCER_RATE = "2";
			const electron = foundElectron();
			if (target === "electron" && "path" in electron) return use(electronDesktop(electron.path));
			const browser = await playwright.chromium.launch(LAUNCH_OPTIONS);
			await use(doubleDesktop(browser));
			await browser.close();
		},
		{ scope: "worker" },
	],
	userData: async ({ browserName: _ }, use) => {
		const path = await mkdtemp(join(tmpdir(), "orderdeck-desktop-"));
		await use(path);
		await rm(path, { recursive: true, force: true, maxRetries: 3 });
	},
	defer: async ({ browserName: _ }, use) => {
		await using ends = new AsyncDisposableStack();
		await use((end) => ends.defer(end));
	},
	start: async ({ startDesktop, userData, defer }, use) => {
		await use(async (keyStore = "gnome_libsecret") => {
			const desktop = await startDesktop({ userData, keyStore });
			defer(() => desktop.end());
			return desktop;
		});
	},
});

export { expect };
