/** What a page costs before it shows anything. */
import { gzipSync } from "node:zlib";
import type { Response } from "playwright-core";
import { firstRow } from "./console-page.ts";
import type { Case } from "./suite.ts";

/** kB of JavaScript, compressed, that a page may load before it shows its content. */
const MOST_KB = 350;
const CHARTS = /time-chart/;

const weight: Case = {
	name: `a page starts with at most ${MOST_KB} kB of JavaScript, and charts come where they are needed`,
	async run({ open, note }) {
		const scripts: Response[] = [];
		const page = await open("#/orders", {
			before: async (opened) => {
				opened.on("response", (response) => {
					if (response.request().resourceType() === "script") scripts.push(response);
				});
			},
		});
		await firstRow(page);
		// What is loaded right after the content counts too; the live stream keeps the network from ever being idle.
		await page.waitForTimeout(1_000);
		const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body()).byteLength / 1000));
		const total = sizes.reduce((sum, size) => sum + size, 0);
		note(`${scripts.length} scripts, ${total.toFixed(0)} kB gzip`);
		if (total === 0 || total > MOST_KB) throw new Error(`${total.toFixed(0)} kB of JavaScript: ${scripts.map((script) => script.url())}`);
		if (scripts.some((script) => CHARTS.test(script.url()))) throw new Error("Orders has loaded charts, which it has none of");
		await Promise.all([page.waitForResponse((response) => CHARTS.test(response.url())), page.keyboard.type("gh")]);
	},
};

export const weightCases: readonly Case[] = [weight];
