/** Cases one after the other in one browser against one daemon; what fails leaves a picture. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Daemon } from "./daemon.ts";

export const SCREENSHOTS = join(import.meta.dirname, "screenshots");

export interface Scene {
	readonly browser: Browser;
	readonly daemon: Daemon;
	/** A new page at `hash`, as `look` says. What it logs as an error fails the case. */
	open(hash: string, look?: Look): Promise<Page>;
	/** A figure worth keeping, printed beneath the case. */
	note(words: string): void;
	/** Errors that this case expects in the browser's log, such as those of a daemon that is away. */
	expectErrors(): void;
}

/** 1440 × 900, light and the shared daemon's unless told otherwise. */
export interface Look {
	readonly width?: number;
	readonly height?: number;
	readonly theme?: "light" | "dark";
	/** The daemon whose page it is. */
	readonly at?: string;
	/** Sets the page up before it goes anywhere. */
	readonly before?: (page: Page) => Promise<unknown>;
}

export interface Case {
	readonly name: string;
	run(scene: Scene): Promise<void>;
}

async function runOne(test: Case, browser: Browser, daemon: Daemon): Promise<readonly string[]> {
	const context = await browser.newContext();
	const errors: string[] = [];
	const notes: string[] = [];
	let errorsExpected = false;
	const pages: Page[] = [];
	const scene: Scene = {
		browser,
		daemon,
		note: (words) => void notes.push(words),
		async open(hash, { width = 1440, height = 900, theme = "light", at = daemon.url, before } = {}) {
			const page = await context.newPage();
			pages.push(page);
			await page.setViewportSize({ width, height });
			await page.emulateMedia({ colorScheme: theme });
			page.on("pageerror", (error) => errors.push(error.message));
			page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
			await before?.(page);
			await page.goto(`${at}/${hash}`);
			return page;
		},
		expectErrors() {
			errorsExpected = true;
		},
	};
	try {
		await test.run(scene);
		if (errors.length > 0 && !errorsExpected) throw new Error(`the browser logged errors:\n${errors.join("\n")}`);
		return notes;
	} catch (error) {
		for (const words of notes) console.log(`        ${words}`);
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
			const notes = await runOne(test, browser, daemon);
			console.log([`  ok    ${test.name}`, ...notes].join("\n        "));
		} catch (error) {
			failed++;
			console.log(`  FAIL  ${test.name}\n        ${error instanceof Error ? error.message.replaceAll("\n", "\n        ") : error}`);
		}
	}
	console.log(`\n${cases.length - failed} passed, ${failed} failed`);
	return failed === 0;
}
