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
	{
		name: "events",
		hash: "#/events?topic=orders,payments,shipping,fraud-alerts",
		async ready(page) {
			await rows(page).nth(3).click();
			await page.getByTestId("timeline").waitFor();
		},
	},
	{
		name: "replay",
		hash: "#/replay",
		async ready(page) {
			await page.getByLabel("Target topic").fill("look-replay");
			await page.getByRole("button", { name: "Start replay" }).click();
			await page.locator("tr[data-job]").first().waitFor();
		},
	},
	{ name: "inventory", hash: "#/inventory", ready: (page) => page.locator("tr[data-product]").nth(7).waitFor() },
	{
		name: "services",
		hash: "#/services",
		async ready(page) {
			await page.locator("tr[data-role=analytics]").waitFor();
			await page.getByRole("button", { name: /the producer/ }).waitFor();
		},
	},
	{
		name: "palette",
		hash: "#/lag",
		async ready(page) {
			await page.locator("tr[data-group]").nth(2).waitFor();
			await page.keyboard.press("Control+k");
			await page.getByRole("combobox", { name: "Find" }).fill("ord");
			await page.getByRole("option").nth(6).waitFor();
		},
	},
	{
		name: "shortcuts",
		hash: "#/lag",
		async ready(page) {
			await page.locator("tr[data-group]").nth(2).waitFor();
			await page.keyboard.press("?");
			await page.getByRole("dialog", { name: "Shortcuts" }).getByText("Consumer lag").waitFor();
		},
	},
	{
		name: "restock",
		hash: "#/inventory?restock=PROD-003",
		ready: (page) =>
			page
				.getByRole("dialog", { name: /Restock/ })
				.getByLabel("Units")
				.waitFor(),
	},
	{
		name: "dates",
		hash: "#/orders?since=today",
		async ready(page) {
			await rows(page).nth(3).waitFor();
			await page.getByRole("button", { name: "Created today", exact: true }).click();
			await page.getByRole("button", { name: "From (UTC)" }).click();
			await page.getByRole("button", { name: "Take this time" }).waitFor();
		},
	},
];

const SIZES = [
	{ width: 1440, height: 900 },
	{ width: 1280, height: 800 },
] as const;

export async function checkFits(page: Page, scrollsDown: boolean): Promise<void> {
	// A page is drawn in a font of the system until its own has come, and that one may be wider.
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	const over = await page.evaluate(() => ({
		right: document.documentElement.scrollWidth - window.innerWidth,
		down: document.documentElement.scrollHeight - window.innerHeight,
		main: (document.querySelector("main")?.scrollHeight ?? 0) - (document.querySelector("main")?.clientHeight ?? 0),
	}));
	const cut = await page
		.getByRole("navigation", { name: "Screens" })
		.getByRole("link")
		.evaluateAll((links) => {
			const isCut = (element: Element) => element.scrollWidth > element.clientWidth && !element.classList.contains("sr");
			return links.filter((link) => [link, ...link.children].some(isCut)).map((link) => link.textContent);
		});
	if (cut.length > 0) throw new Error(`wider than the rail: ${cut.join(", ")}`);
	if (over.right > 0) throw new Error(`${over.right} px wider than the window`);
	if (!scrollsDown && (over.down > 0 || over.main > 0)) throw new Error(`higher than the window: ${JSON.stringify(over)}`);
}

export async function checkAccessible(page: Page): Promise<void> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	if (serious.length === 0) return;
	const lines = serious.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
	throw new Error(lines.join("\n"));
}

/** Dialogs fade in; colours that are half there have no contrast to measure. */
async function settled(page: Page): Promise<void> {
	await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))));
	await page.waitForTimeout(300);
}

export const lookCases: readonly Case[] = SCREENS.flatMap((screen) =>
	(["light", "dark"] as const).flatMap((theme) =>
		SIZES.map(
			(size): Case => ({
				name: `${screen.name}, ${theme}, ${size.width} × ${size.height}: fits, and axe finds nothing serious`,
				async run({ open }) {
					const page = await open(screen.hash, { ...size, theme });
					await screen.ready(page);
					await settled(page);
					await checkFits(page, size.width < 1440);
					await checkAccessible(page);
					await page.screenshot({ path: join(SCREENSHOTS, `${screen.name}-${theme}-${size.width}.png`) });
				},
			}),
		),
	),
);
