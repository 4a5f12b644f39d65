/** A daemon that ends while the console is open: what was shown stays, gray and with its age; the rest opens by itself once it is back. */
import type { Page } from "@playwright/test";
import { coloredParts } from "./support/colored-parts.ts";
import { details, expectHeading, expectLive, pointAway, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, takeScreenshot } from "./support/page-checks.ts";
import { settled } from "./support/settled.ts";

interface Screen {
	readonly label: string;
	/** What a screen shows that was opened while the daemon responded: at least so many of these. */
	readonly kept: string;
	/** Opened before the daemon ends. */
	readonly opened: boolean;
	/** What else to open or to check on it. */
	readonly look?: (page: Page) => Promise<unknown>;
}

async function openOrder(page: Page): Promise<void> {
	await rows(page).first().click();
	await details(page).getByTestId("timeline").waitFor();
}

async function openGroup(page: Page): Promise<void> {
	await page.locator("tr[data-group]").first().click();
	await page.locator(".recharts-area").first().waitFor();
}

async function expectActionDisabled(page: Page): Promise<void> {
	const start = page.getByRole("button", { name: "Start replay" });
	await expect(start).toBeDisabled();
	await expect(start).toHaveAttribute("title", "The daemon is unreachable.");
}

const GRID_ROW = "[role=grid] [data-id]";
const SCREENS: readonly Screen[] = [
	{ label: "Overview", kept: ".recharts-area", opened: true },
	{ label: "Orders", kept: GRID_ROW, opened: true, look: openOrder },
	{ label: "Fraud alerts", kept: GRID_ROW, opened: true },
	{ label: "Consumer lag", kept: "tr[data-group]", opened: true, look: openGroup },
	{ label: "Events", kept: GRID_ROW, opened: false },
	{ label: "Replay", kept: "tr[data-job]", opened: true, look: expectActionDisabled },
	{ label: "Inventory", kept: "tr[data-product]", opened: true },
	{ label: "Services", kept: "tr[data-role]", opened: false },
];

const staleBar = (page: Page) => page.getByTestId("stale-bar");

/** Goes to a screen without a reload. */
async function goTo(page: Page, label: string): Promise<void> {
	await page
		.getByRole("navigation", { name: "Screens" })
		.getByRole("link", { name: new RegExp(`^${label}`) })
		.first()
		.click();
	await pointAway(page);
}

/** Resolves when the page has loaded all that it loads by itself. */
function untilLoaded(page: Page): Promise<number> {
	return settled(() =>
		page.evaluate(() => performance.getEntriesByType("resource").filter(({ name }) => name.includes("/assets/")).length),
	);
}

const markPage = (page: Page) => page.evaluate(() => Object.assign(window, { notReloaded: true }));
const isSamePage = (page: Page) => page.evaluate(() => "notReloaded" in window);

test("every screen opens without its daemon, gray and with the age of what is kept, and recovers without a reload", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "50", PAYMENT_LATENCY_MS: "3000" });
	const page = await open("#/replay", { at: daemon.url, loadsAhead: true, before: (each) => each.clock.install() });
	await page.getByLabel("Target topic").fill("kept-replay");
	await page.getByRole("button", { name: "Start replay" }).click();
	for (const { label, kept, opened, look } of SCREENS) {
		if (!opened) continue;
		await goTo(page, label);
		await page.locator(kept).first().waitFor();
		// The history of a group is kept once it was read.
		if (look === openGroup) await openGroup(page);
	}
	await goTo(page, "Overview");
	await page.locator(".recharts-area").first().waitFor();
	expect(await coloredParts(page), "what has color while it is live").not.toEqual([]);
	await untilLoaded(page);
	await markPage(page);
	await daemon.kill();
	await page.clock.fastForward(15_000);

	const shown: Record<string, unknown> = {};
	for (const { label, kept, opened, look } of SCREENS) {
		await test.step(`${label}, unavailable`, async () => {
			await goTo(page, label);
			await expectHeading(page, label);
			await expect(staleBar(page)).toContainText(/Daemon unreachable\s*Stale · as of \d\d:\d\d:\d\d · .* ago/);
			if (opened) await page.locator(kept).first().waitFor();
			else await page.getByText("Daemon unreachable").or(page.locator(kept)).nth(1).waitFor();
			await look?.(page);
			shown[label] = await coloredParts(page);
			await expect(page.getByText(/could not be loaded|screen failed/).filter({ hasNotText: /retries|opens automatically/ })).toHaveCount(
				0,
			);
		});
	}
	expect(shown, "what still has color").toEqual(Object.fromEntries(SCREENS.map(({ label }) => [label, []])));
	for (const { label, kept, look } of SCREENS.slice(0, 4)) {
		const theme = label === "Orders" || label === "Fraud alerts" ? "dark" : "light";
		await page.emulateMedia({ colorScheme: theme });
		await goTo(page, label);
		await page.locator(kept).first().waitFor();
		await look?.(page);
		await checkAccessible(page, ["color-contrast"]);
		await takeScreenshot(page, `${label.replace(" ", "-").toLowerCase()}-stale-${theme}`);
	}
	await goTo(page, "Events");

	await daemon.start();
	await expectLive(page);
	await rows(page).first().waitFor();
	for (const { label, kept } of SCREENS) {
		await test.step(`${label}, available again`, async () => {
			await goTo(page, label);
			await expectHeading(page, label);
			await page.locator(kept).first().waitFor();
			await expect(page.locator("[data-stale]")).toHaveCount(0);
			await expect(staleBar(page)).toBeHidden();
		});
	}
	expect(await coloredParts(page), "what has color again").not.toEqual([]);
	expect(await isSamePage(page)).toBe(true);
});

test("a screen whose files cannot be loaded shows that the daemon is unreachable, and opens by itself with its styles", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "20" });
	const page = await open("#/services", { at: daemon.url });
	await expectLive(page);
	await markPage(page);
	await daemon.kill();
	for (const label of ["Inventory", "Consumer lag", "Orders"]) {
		await goTo(page, label);
		await expectHeading(page, label);
		await page.getByText("Daemon unreachable").first().waitFor();
		await expect(page.getByText(/screen failed|error in the console/)).toBeHidden();
	}
	await page.getByRole("button", { name: "Try now" }).first().click();
	await daemon.start();
	await rows(page).first().waitFor();
	const unstyled = () =>
		page.evaluate(
			() => [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')].filter(({ sheet }) => sheet === null).length,
		);
	expect(await unstyled(), "style sheets that did not load").toBe(0);
	for (const [label, row] of [
		["Consumer lag", "tr[data-group]"],
		["Inventory", "tr[data-product]"],
	] as const) {
		await goTo(page, label);
		await page.locator(row).first().waitFor();
		expect(await unstyled(), "style sheets that did not load").toBe(0);
	}
	expect(await isSamePage(page)).toBe(true);
});

test("a page whose files are gone, because the daemon was upgraded, offers to reload", async ({ open, daemon, expectErrors }) => {
	expectErrors();
	const page = await open("#/services");
	await expectLive(page);
	let isOldPage = true;
	page.on("request", (request) => {
		if (request.isNavigationRequest()) isOldPage = false;
	});
	await page.route(/\/assets\//, (route) =>
		isOldPage ? route.fulfill({ status: 404, contentType: "application/json", body: "{}" }) : route.continue(),
	);
	await goTo(page, "Orders");
	await expectHeading(page, "Orders");
	await expect(page.getByText("A new version: reload")).toBeVisible();
	await expect(page.getByText(/screen failed/)).toBeHidden();
	const loaded = page.waitForEvent("load");
	await page.getByRole("button", { name: "Reload" }).click();
	await loaded;
	await rows(page).first().waitFor();
	await expect(page.getByText("A new version: reload")).toBeHidden();
	expect(page.url()).toBe(`${daemon.url}/#/orders`);
});
