/** What a page costs before it shows anything. */
import { gzipSync } from "node:zlib";
import type { Page, Response } from "@playwright/test";
import { expectLive, firstRow } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { settled } from "./support/settled.ts";

/** kB of JavaScript, compressed, that a page may load before it shows its content. */
const MAX_KB = 375;
const CHARTS = /time-chart/;

/** The page's browser is never idle until the event `test:idle`. */
function holdIdleTime(page: Page): Promise<unknown> {
	return page.addInitScript(() => {
		const request = window.requestIdleCallback.bind(window);
		let idle = false;
		window.requestIdleCallback = (callback, options) => {
			if (idle) return request(callback, options);
			window.addEventListener("test:idle", () => request(callback, options), { once: true });
			return 0;
		};
		window.addEventListener("test:idle", () => {
			idle = true;
		});
	});
}

test(`a page starts with at most ${MAX_KB} kB of JavaScript, and the rest loads when the browser is idle`, async ({ open, note }) => {
	const scripts: Response[] = [];
	const page = await open("#/orders", {
		loadsAhead: true,
		before: async (opened) => {
			await holdIdleTime(opened);
			opened.on("response", (response) => {
				if (response.request().resourceType() === "script") scripts.push(response);
			});
		},
	});
	await firstRow(page);
	await expectLive(page);
	// What is loaded right after the content counts too; the live stream keeps the network from ever being idle.
	await settled(async () => scripts.length);
	const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body()).byteLength / 1000));
	const total = sizes.reduce((sum, size) => sum + size, 0);
	note(`${scripts.length} scripts, ${total.toFixed(0)} kB gzip`);
	const urls = () => scripts.map((script) => script.url());
	expect(total, urls().join("\n")).toBeGreaterThan(0);
	expect(total, urls().join("\n")).toBeLessThanOrEqual(MAX_KB);
	expect(
		urls().filter((url) => CHARTS.test(url)),
		"charts on a screen that has none",
	).toEqual([]);
	const charts = page.waitForResponse((response) => CHARTS.test(response.url()));
	await page.evaluate(() => window.dispatchEvent(new Event("test:idle")));
	await charts;
	await expect.poll(() => urls().filter((url) => /inventory-screen|date-pickers|help-sheet/.test(url)).length).toBe(3);
	note(`${scripts.length} scripts once it has been idle`);
});
