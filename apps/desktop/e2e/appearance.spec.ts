/** Every screen, in both themes and five sizes: it fits, axe finds nothing serious, and a picture can be taken. */
import type { Page } from "@playwright/test";
import { holdRows, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, checkFits, takeScreenshot, untilStill } from "./support/page-checks.ts";

test.use({ pace: "calm" });

interface Screen {
	readonly name: string;
	readonly hash: string;
	/** Resolves when the screen shows what it is for. */
	ready(page: Page): Promise<unknown>;
}

const SCREENS: readonly Screen[] = [
	{ name: "overview", hash: "#/", ready: (page) => page.locator(".recharts-surface").nth(1).waitFor() },
	{
		name: "orders",
		hash: "#/orders?country=DE,US,GB",
		async ready(page) {
			await holdRows(page);
			await rows(page).nth(3).click();
			await page.getByTestId("timeline").waitFor();
		},
	},
	{
		name: "alerts",
		hash: "#/alerts?tab=open",
		async ready(page) {
			await holdRows(page);
			await rows(page).nth(2).click();
			await page.getByTestId("effect").waitFor();
		},
	},
	{ name: "lag", hash: "#/lag?group=payments-group", ready: (page) => page.locator(".recharts-area").waitFor() },
	{
		name: "events",
		hash: "#/events?topic=orders,payments,shipping,fraud-alerts",
		async ready(page) {
			await holdRows(page);
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
		name: "rules",
		hash: "#/rules",
		async ready(page) {
			await page.locator("[data-rule]").first().waitFor();
			await page.locator("tr[data-version]").first().waitFor();
		},
	},
	{
		name: "services",
		hash: "#/services",
		async ready(page) {
			await page.locator("tr[data-role=analytics]").waitFor();
			await page.getByRole("button", { name: /the producer/ }).waitFor();
		},
	},
	{
		name: "audit",
		hash: "#/audit",
		async ready(page) {
			await rows(page).first().click();
			await page.getByText("Before → after", { exact: true }).waitFor();
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
			await page.getByRole("button", { name: "Apply time" }).waitFor();
		},
	},
];

interface Size {
	readonly width: number;
	readonly height: number;
	/** A window this small may scroll down. */
	readonly scrollsDown?: boolean;
	/** What fits in one theme fits in the other: without pictures, so does one theme. */
	readonly once?: boolean;
}

const SIZES: readonly Size[] = [
	{ width: 1440, height: 900 },
	{ width: 1280, height: 800, scrollsDown: true },
	{ width: 1920, height: 1080, once: true },
	{ width: 900, height: 1200, scrollsDown: true, once: true },
	// 1440 × 900 at 200 %.
	{ width: 720, height: 450, scrollsDown: true, once: true },
];
const TAKES_PICTURES = process.env.SCREENSHOTS === "1";

for (const screen of SCREENS) {
	test(`${screen.name}, light and dark, 1920 to 720 px wide: fits, and axe finds nothing serious`, async ({ open }) => {
		const page = await open(screen.hash, { theme: "light", motion: true });
		await screen.ready(page);
		for (const theme of ["light", "dark"] as const) {
			await page.emulateMedia({ colorScheme: theme });
			await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", theme);
			for (const size of SIZES.filter(({ once }) => theme === "light" || TAKES_PICTURES || once !== true)) {
				await test.step(`${theme}, ${size.width} × ${size.height}`, async () => {
					await page.setViewportSize({ width: size.width, height: size.height });
					await untilStill(page);
					await checkFits(page, size.scrollsDown === true);
					await takeScreenshot(page, `${screen.name}-${theme}-${size.width}`);
				});
			}
			// Names, roles and focus are the same in both themes and sizes; contrast depends on the theme.
			await test.step(`${theme}, axe`, () => checkAccessible(page, theme === "light" ? undefined : ["color-contrast"]));
		}
	});
}
