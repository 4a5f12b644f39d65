/** Cases one after the other in one browser against one daemon; what fails leaves a picture. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Daemon } from "./daemon.ts";

export const SCREENSHOTS = join(import.meta.dirname, "screenshots");

export interface Scene {
	readonly browser: Browser;
	readonly daemon: Daemon;
	/** A new page at `hash`, 1440 × 900 and light unless told otherwise. What it logs as an error fails the case. */
	open(hash: string, look?: { width?: number; height?: number; theme?: "light" | "dark" }): Promise<Page>;
	/** Errors that this case expects in the browser's log, such as those of a daemon that is away. */
	expectErrors(): void;
}

export interface Case {
	readonly name: string;
	run(scene: Scene): Promise<void>;
}

async function runOne(test: Case, browser: Browser, daemon: Daemon): Promise<void> {
	const context = await browser.newContext();
	const errors: string[] = [];
	let errorsExpected = false;
	const pages: Page[] = [];
	const scene: Scene = {
		browser,
		daemon,
		async open(hash, { width = 1440, height = 900, theme = "light" } = {}) {
			const page = await context.newPage();
			pages.push(page);
			await page.setViewportSize({ width, height });
			await page.emulateMedia({ colorScheme: theme });
			page.on("pageerror", (error) => errors.push(error.message));
			page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
			await page.goto(`${daemon.url}/${hash}`);
			return page;
		},
		expectErrors() {
			errorsExpected = true;
		},
	};
	try {
		await test.run(scene);
		if (errors.length > 0 && !errorsExpected) throw new Error(`the browser logged errors:\n${errors.join("\n")}`);
	} catch (error) {
		const name = test.name.replaceAll(/[^a-z0-9]+/gi, "-");
		await pages.at(-1)?.screenshot({ path: join(SCREENSHOTS, `failed-${name}.png`) });
		throw error;
	} finally {
		await context.close();
	}
}

/** Runs them all, prints a line for each and `N passed, N failed`; true when none failed. */
export async function runCases(cases: readonly Case[], browser: Browser, daemon: Daemon): Promise<boolean> {
	await mkdir(SCREENSHOTS, { recursive: true });
	let failed = 0;
	for (const test of cases) {
		try {
			await runOne(test, browser, daemon);
			console.log(`  ok    ${test.name}`);
		} catch (error) {
			failed++;
			console.log(`  FAIL  ${test.name}\n        ${error instanceof Error ? error.message.replaceAll("\n", "\n        ") : error}`);
		}
	}
	console.log(`\n${cases.length - failed} passed, ${failed} failed`);
	return failed === 0;
}
