/** The app in Electron itself, wherever its binary is or can be had. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ElectronApplication, _electron as electron, type Page } from "@playwright/test";
import type { StartDesktop } from "./desktop.ts";

const APP = fileURLToPath(new URL("..", import.meta.url));
const PACKAGE = dirname(createRequire(import.meta.url).resolve("electron/package.json"));
const RELEASES = "https://github.com/electron/electron/releases";
const INSTALL_MS = 300_000;

function installed(): string | undefined {
	const file = join(PACKAGE, "path.txt");
	if (!existsSync(file)) return undefined;
	const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(PACKAGE, "dist"), readFileSync(file, "utf8"));
	return existsSync(path) ? path : undefined;
}

export type FoundElectron = { readonly path: string } | { readonly missing: string };

const VARIABLE = "ORDERDECK_TEST_ELECTRON";

/** Makes it known to this process and its children. */
export function publishElectron(found: FoundElectron): void {
	process.env[VARIABLE] = JSON.stringify(found);
}

/** What was published. */
export function foundElectron(): FoundElectron {
	return JSON.parse(process.env[VARIABLE] ?? '{"missing":"nobody has looked for it"}');
}

/** Where Electron is, fetched by its own installer if necessary; or why it cannot be started here, in one sentence. */
export async function findElectron(): Promise<FoundElectron> {
	const there = installed();
	if (there !== undefined) return withDisplay(there);
	const host = process.env.ELECTRON_MIRROR ?? RELEASES;
	const reached = await fetch(host, { method: "HEAD", signal: AbortSignal.timeout(5_000) }).then(
		() => true,
		() => false,
	);
	if (!reached) return { missing: `its binary is not installed, and ${new URL(host).host} cannot be reached to get it` };
	const { status } = spawnSync(process.execPath, [join(PACKAGE, "install.js")], { timeout: INSTALL_MS });
	const path = installed();
	return status === 0 && path !== undefined ? withDisplay(path) : { missing: `its installer ended with ${status}` };
}

function withDisplay(path: string): FoundElectron {
	const { DISPLAY, WAYLAND_DISPLAY } = process.env;
	const none = process.platform === "linux" && DISPLAY === undefined && WAYLAND_DISPLAY === undefined;
	return none ? { missing: "there is no display: run it under xvfb-run" } : { path };
}

export function electronDesktop(executablePath: string): StartDesktop {
	return async ({ userData }) => {
		const root = process.getuid?.() === 0;
		const app: ElectronApplication = await electron.launch({
			executablePath,
			// A machine for tests has no key store; a user who may do everything has no sandbox.
			args: [APP, `--user-data-dir=${userData}`, "--password-store=basic", ...(root ? ["--no-sandbox"] : [])],
		});
		const logged: string[] = [];
		const listen = (page: Page) => void page.on("console", (message) => logged.push(message.text()));
		app.on("window", listen);
		listen(await app.firstWindow());
		let ended = false;
		return {
			pages: () => app.windows(),
			logged: () => logged,
			double: undefined,
			electron: app,
			async end() {
				if (ended) return;
				ended = true;
				await app.close();
			},
		};
	};
}
