/** The console as a page of a daemon that is not this machine's own: production, unless the daemon states otherwise. */
import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { REMOTE_HOST } from "./support/chromium.ts";
import { expectLive, firstRow, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, checkFits, takeScreenshot } from "./support/page-checks.ts";

const TOKEN = "a-token-of-this-test";
const SECURED = { PRODUCER_RATE: "5", AUTH_TOKENS: `ann:operator:${createHash("sha256").update(TOKEN).digest("hex")}` };
const MAGENTA = { light: "rgb(168, 31, 115)", dark: "rgb(240, 107, 192)" } as const;

async function signIn(page: Page): Promise<void> {
	await page.getByLabel("Token").fill(TOKEN);
	await page.getByRole("button", { name: "Sign in" }).click();
	await firstRow(page);
	// Over plain HTTP and with a token: in what the browser does not call a secure context.
	await expectLive(page);
}

/** Unlocks production as an operator does. */
async function unlock(page: Page, { name, minutes }: { readonly name: string; readonly minutes?: number }): Promise<void> {
	const dialog = page.getByRole("dialog", { name: /^Unlock/ });
	await dialog.getByLabel(`Type ${name}`).fill(name);
	await dialog.getByLabel("Reason").fill("incident 42");
	if (minutes !== undefined) await dialog.getByLabel("Minutes").fill(String(minutes));
	await dialog.getByRole("button", { name: /^Unlock for/ }).click();
	await expect(dialog).toBeHidden();
}

/** The bar with the longest it may have to show, in ever smaller windows. */
async function checkBarFits(page: Page): Promise<void> {
	for (const width of [1280, 1100, 900, 720]) {
		await page.setViewportSize({ width, height: 450 });
		const over = await page.getByRole("banner").evaluate((bar) => {
			const frame = bar.getBoundingClientRect();
			const boxes = [...bar.children].map((each) => each.getBoundingClientRect()).filter((box) => box.width > 1);
			return boxes.filter((box, place) => box.right > (boxes[place + 1]?.left ?? frame.right)).length;
		});
		expect(over, `parts of the bar that lie over the next one, ${width} px`).toBe(0);
		await checkFits(page, true);
	}
}

/** How many fixed frames of this color are drawn around the page. */
function framesAround(page: Page, color: string): Promise<number> {
	return page.evaluate(
		(wanted) =>
			[...document.querySelectorAll("*")].filter((element) => {
				const { position, borderTopWidth, borderTopColor } = getComputedStyle(element);
				return position === "fixed" && borderTopWidth === "3px" && borderTopColor === wanted;
			}).length,
		color,
	);
}

test("a page from another machine is unmistakably production, and read-only until its name is typed", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	// Over plain HTTP Chromium warns that it ignores a header.
	expectErrors();
	const daemon = await startDaemon(SECURED);
	const at = daemon.url.replace("127.0.0.1", REMOTE_HOST);
	for (const theme of ["light", "dark"] as const) {
		const page = await open("#/orders", { theme, at });
		await signIn(page);
		const badge = page.getByTestId("production");
		await expect(badge).toHaveCSS("border-top-color", MAGENTA[theme]);
		expect(await framesAround(page, MAGENTA[theme])).toBe(1);
		await checkAccessible(page);
		// A control that is locked leads to the unlock dialog.
		await page.getByRole("button", { name: "New order" }).press("Enter");
		const { host } = new URL(at);
		await expect(page.getByRole("dialog", { name: `Unlock ${host}?` })).toBeVisible();
		await checkAccessible(page);
		await takeScreenshot(page, `unlock-${theme}`);
		await unlock(page, { name: host });
		await expect(badge.getByText(/unlocked/)).toBeVisible();
		await takeScreenshot(page, `unlocked-${theme}`);
		if (theme === "light") await checkBarFits(page);
		// The page of the other theme would find production unlocked.
		await badge.getByRole("button", { name: "Lock" }).click();
		await expect(badge.getByText("read-only")).toBeVisible();
		if (theme === "light") await checkBarFits(page);
		await page.close();
	}
});

/** Where each control that acts is, and what it is called. */
const CONTROLS = [
	["#/orders", /^New order$/],
	["#/orders?new=true", /^Create order$/],
	["#/inventory", /^Restock/],
	["#/inventory", /^Adjust/],
	["#/inventory?restock=PROD-001", /^Restock$|^Add/],
	["#/services", /^Set rate$/],
	["#/services", /the producer…?$/],
	["#/replay", /^Start/],
] as const;

test("in locked production every control that acts shows a lock; the producer starts only after a confirmation", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ ...SECURED, PRODUCER_RATE: "0" });
	const at = daemon.url.replace("127.0.0.1", REMOTE_HOST);
	const page = await open("#/services", { at });
	await page.getByLabel("Token").fill(TOKEN);
	await page.getByRole("button", { name: "Sign in" }).click();
	for (const [hash, name] of CONTROLS) {
		await page.evaluate((to) => window.location.assign(to), hash);
		const control = page.getByRole("button", { name }).first();
		await expect(control, `${hash} ${name}`).toHaveAttribute("title", /Unlock to act/);
		await expect(control).toHaveAttribute("aria-disabled", "true");
		await expect(control.locator(".tabler-icon-lock")).toBeVisible();
	}
	await page.evaluate(() => window.location.assign("#/services"));
	await page.getByRole("button", { name: /the producer…?$/ }).press("Enter");
	const { host } = new URL(at);
	await unlock(page, { name: host });
	const state = page.getByTestId("producer");
	await expect(state).toContainText("Stopped");
	await page.getByRole("button", { name: "Start the producer…" }).click();
	const confirm = page.getByRole("dialog", { name: `Start the producer in ${host}?` });
	const start = confirm.getByRole("button", { name: "Start the producer" });
	await expect(start).toBeDisabled();
	await checkAccessible(page);
	await confirm.getByLabel(`Type ${host}`).fill(host);
	await start.click();
	await expect(state).toContainText("Running");
	await page.getByRole("button", { name: "Stop the producer" }).click();
	await expect(state).toContainText("Stopped");
});

test("an unlock outlasts a reload, holds in another window of the same person, expires, and ends by the lock in all of them", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ ...SECURED, PRODUCER_RATE: "0", ENVIRONMENT_KIND: "production", ENVIRONMENT_NAME: "orders-eu" });
	const badgeOf = (page: Page) => page.getByTestId("production");
	const signedIn = async () => {
		const page = await open("#/services", { at: daemon.url });
		await page.getByLabel("Token").fill(TOKEN);
		await page.getByRole("button", { name: "Sign in" }).click();
		await expectLive(page);
		return page;
	};
	const page = await signedIn();
	const rate = page.getByLabel("Orders per second");
	await page.getByRole("button", { name: "Unlock…" }).click();
	await unlock(page, { name: "orders-eu" });
	await expect(badgeOf(page)).toContainText("unlocked");
	await page.reload();
	await expect(badgeOf(page)).toContainText(/unlocked · 1[45]\sm/);

	const other = await signedIn();
	await expect(badgeOf(other)).toContainText("unlocked");
	// The first window does not hear of what happens here: the daemon refuses, and then it shows the lock.
	let isRefused = false;
	page.on("response", (response) => {
		isRefused ||= response.url().endsWith("/trpc/services.setProducer");
	});
	await page.route("**/trpc/*session*", (route) => (isRefused ? route.continue() : route.abort()));
	await badgeOf(other).getByRole("button", { name: "Lock" }).click();
	await expect(badgeOf(other)).toContainText("read-only");
	await rate.fill("7");
	await page.getByRole("button", { name: "Set rate" }).click();
	await expect(page.getByText("Production is read-only: unlock it first, with a reason.")).toBeVisible();
	await expect(badgeOf(page)).toContainText("read-only");

	await page.getByRole("button", { name: "Unlock…" }).click();
	await unlock(page, { name: "orders-eu", minutes: 0.1 });
	await expect(badgeOf(page)).toContainText("unlocked");
	await expect(badgeOf(page)).toContainText("read-only");

	await page.evaluate(() => window.location.assign("#/audit"));
	for (const words of ["Unlock production", "Lock production", "Sign in"])
		await expect(rows(page).filter({ hasText: words }).first()).toBeVisible();
	await expect(rows(page).filter({ hasText: "Unlock production" }).first()).toContainText("incident 42");
	await expect(rows(page).filter({ hasText: /LOCKED/ })).toHaveCount(1);
	// Two windows: two sign-ins, and none by the reload.
	await expect(rows(page).filter({ hasText: "Sign in" })).toHaveCount(2);
	await takeScreenshot(page, "audit-unlocks");
});

const KINDS = [
	{ kind: "production", host: "127.0.0.1", title: "production behind a forwarded port", badges: 1 },
	{ kind: "staging", host: REMOTE_HOST, title: "staging elsewhere", badges: 0 },
];

for (const { kind, host, title, badges } of KINDS) {
	test(`what the daemon states about itself wins over the address: ${title}`, async ({ open, startDaemon, expectErrors }) => {
		expectErrors();
		const daemon = await startDaemon({ ...SECURED, ENVIRONMENT_KIND: kind, ENVIRONMENT_NAME: "orders-eu" });
		const page = await open("#/orders", { at: daemon.url.replace("127.0.0.1", host) });
		await signIn(page);
		await expect(page.getByRole("banner").getByText("orders-eu").first()).toBeVisible();
		await expect(page.getByTestId("production")).toHaveCount(badges);
	});
}
