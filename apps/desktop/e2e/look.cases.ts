/** Every screen, in both themes and two sizes: it fits, axe finds nothing serious, and a picture is taken. */

import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { rows } from "./console-page.ts";
import { type Case, SCREENSHOTS } from "./suite.ts";

interface Screen {
	readonly name: string;
	readonly hash: string;
	/** Resolves when the screen shows what it is for. */
	ready(page: Page): Promise<unknown>;
}

const SCREENS: readonly Screen[] = [
	{ name: "overview", hash: "#/", ready: (page) => page.locator(".recharts-area").nth(1).waitFor() },
	{
		name: "orders",
		hash: "#/orders?country=DE,US,GB",
		async ready(page) {
			await rows(page).nth(3).click();
			await page.getByTestId("timeline").waitFor();
		},
	},
	{
		name: "alerts",
		hash: "#/alerts",
		async ready(page) {
			await rows(page).nth(2).click();
			await page.getByTestId("timeline").waitFor();
		},
	},
	{ name: "lag", hash: "#/lag?group=payments-group", ready: (page) => page.locator(".recharts-area").waitFor() },
];

const SIZES = [
	{ width: 1440, height: 900 },
	{ width: 1280, height: 800 },
] as const;

async function checkFits(page: Page, scrollsDown: boolean): Promise<void> {
	const over = await page.evaluate(() => ({
		right: document.documentElement.scrollWidth - window.innerWidth,
		down: document.documentElement.scrollHeight - window.innerHeight,
		main: (document.querySelector("main")?.scrollHeight ?? 0) - (document.querySelector("main")?.clientHeight ?? 0),
	}));
	if (over.right > 0) throw new Error(`${over.right} px wider than the window`);
	if (!scrollsDown && (over.down > 0 || over.main > 0)) throw new Error(`higher than the window: ${JSON.stringify(over)}`);
}

async function checkAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	if (serious.length === 0) return;
	const lines = serious.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
	throw new Error(lines.join("\n"));
}

export const lookCases: readonly Case[] = SCREENS.flatMap((screen) =>
	(["light", "dark"] as const).flatMap((theme) =>
		SIZES.map(
			(size): Case => ({
				name: `${screen.name}, ${theme}, ${size.width} × ${size.height}: fits, and axe finds nothing serious`,
				async run({ open }) {
					const page = await open(screen.hash, { ...size, theme });
					await screen.ready(page);
					await checkFits(page, size.width < 1440);
					await checkAccessible(page);
					await page.screenshot({ path: join(SCREENSHOTS, `${screen.name}-${theme}-${size.width}.png`) });
				},
			}),
		),
	),
);
