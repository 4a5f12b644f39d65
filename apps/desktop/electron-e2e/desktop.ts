/** The app under test, the cases, and how they are run one after the other, each with an app and a profile of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ElectronApplication, Page } from "playwright-core";
import type { Host } from "../src/shared/host.ts";
import type { Double } from "./double/double.ts";

declare global {
	interface Window {
		readonly orderdeck?: Host;
	}
}

/** A running app: Electron itself, or main and preload under the double. */
export interface Desktop {
	/** Pages of the open windows, oldest first. */
	pages(): readonly Page[];
	/** What pages wrote to their consoles. */
	logged(): readonly string[];
	/** The double; undefined under Electron. */
	readonly double: Double | undefined;
	/** Electron; undefined under the double. */
	readonly electron: ElectronApplication | undefined;
	end(): Promise<void>;
}

export type KeyStore = "gnome_libsecret" | "basic_text" | "none";

export type StartDesktop = (options: { readonly userData: string; readonly keyStore: KeyStore }) => Promise<Desktop>;

/** A daemon that asks for a token. */
export interface Secured {
	readonly url: string;
	readonly token: string;
}

export interface Scene {
	readonly daemon: Secured;
	readonly userData: string;
	/** Starts the app, or starts it again on the same profile once it has ended. */
	start(keyStore?: KeyStore): Promise<Desktop>;
	/** Called when the case has ended, last first. */
	defer(end: () => Promise<void>): void;
}

export interface Case {
	/** Numbered as in the checklist, where it proves an item of it. */
	readonly name: string;
	/** `double`: looks into main from outside, as only the double lets it. `packaged`: a binary named by PACKAGED_APP. Else it runs in both. */
	readonly needs?: "double" | "electron" | "packaged";
	run(scene: Scene): Promise<void>;
}

export async function runCases(cases: readonly Case[], start: StartDesktop, daemon: Secured): Promise<{ passed: number; failed: number }> {
	let [passed, failed] = [0, 0];
	for (const test of cases) {
		try {
			await runOne(test, start, daemon);
			passed++;
			console.log(`  ok    ${test.name}`);
		} catch (error) {
			failed++;
			console.log(`  FAIL  ${test.name}\n        ${error instanceof Error ? (error.stack ?? "").replaceAll("\n", "\n        ") : error}`);
		}
	}
	return { passed, failed };
}

async function runOne(test: Case, start: StartDesktop, daemon: Secured): Promise<void> {
	const userData = await mkdtemp(join(tmpdir(), "orderdeck-desktop-"));
	const ends: (() => Promise<void>)[] = [];
	const desktops: Desktop[] = [];
	try {
		await test.run({
			daemon,
			userData,
			async start(keyStore = "gnome_libsecret") {
				const desktop = await start({ userData, keyStore });
				desktops.push(desktop);
				ends.push(() => desktop.end());
				return desktop;
			},
			defer: (end) => void ends.push(end),
		});
	} catch (error) {
		await pictures(
			test.name,
			desktops.flatMap((desktop) => desktop.pages()),
		);
		throw error;
	} finally {
		for (const end of ends.toReversed()) await end();
		await rm(userData, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** What a case that failed left on its windows. */
async function pictures(name: string, pages: readonly Page[]): Promise<void> {
	const file = name.replaceAll(/[^a-z0-9]+/gi, "-").slice(0, 60);
	for (const [place, page] of pages.entries()) await page.screenshot({ path: join(tmpdir(), "orderdeck-failed", `${file}-${place}.png`) });
}

/** Asks until `check` gives something. */
export async function eventually<T>(what: string, check: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
	const deadline = Date.now() + 20_000;
	for (;;) {
		const found = await check();
		if (found !== undefined && found !== false) return found;
		if (Date.now() > deadline) throw new Error(`it did not come to be: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

/** The page of the only window. */
export function onlyPage(desktop: Desktop): Page {
	const [page, ...more] = desktop.pages();
	if (page === undefined || more.length > 0) throw new Error(`${desktop.pages().length} windows are open, not one`);
	return page;
}

export interface NewEnvironment {
	readonly name: string;
	readonly url: string;
	readonly kind: "local" | "staging" | "production";
}

/** Adds an environment through the bridge and opens its window; resolves with its page and id. */
export async function openEnvironment(desktop: Desktop, { name, url, kind }: NewEnvironment): Promise<{ page: Page; id: string }> {
	const before = desktop.pages();
	const first = before[0];
	if (first === undefined) throw new Error("no window is open");
	const id = await first.evaluate(
		async (draft) => {
			const manager = window.orderdeck?.environments.manager;
			const added = await manager?.add(draft);
			if (added?.done !== true) throw new Error(JSON.stringify(added));
			const id = (await manager?.list())?.find((each) => each.name === draft.name)?.id ?? "";
			await manager?.select(id);
			return id;
		},
		{ name, url, kind, colour: kind === "production" ? ("magenta" as const) : ("teal" as const) },
	);
	const page = await eventually("the environment's window", () => desktop.pages().find((each) => !before.includes(each)));
	await page.waitForFunction(() => document.querySelector("main") !== null);
	return { page, id };
}

/** Types the token as an operator does, and waits until the console is there. */
export async function signIn(page: Page, token: string): Promise<void> {
	await page.getByLabel("Token", { exact: true }).fill(token);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.locator("[data-testid=connection][data-kind=live]").waitFor();
}
