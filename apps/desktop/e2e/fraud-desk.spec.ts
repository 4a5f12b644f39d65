/** The fraud desk in a real browser: twenty alerts by keys alone, two operators at one alert, many at once, and how it looks. */
import { createHash } from "node:crypto";
import { alertPageSchema } from "@orderdeck/contracts/fraud/requests";
import type { Page } from "@playwright/test";
import { details, expectLive, rows } from "./support/console-page.ts";
import type { DaemonEnv } from "./support/daemon.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, checkFits, takeScreenshot, untilStill } from "./support/page-checks.ts";
import { listOrders, setProducer } from "./support/rest.ts";

const ALERTS = 20;
/** Orders stay in the warehouse for an hour: all that are flagged can be stopped. */
const DESK: DaemonEnv = {
	PRODUCER_RATE: "60",
	PRODUCER_SEED: "7",
	PAYMENT_DECLINE_RATE: "0",
	PAYMENT_LATENCY_MS: "1",
	RESTOCK_DELAY_MS: "1",
	SHIP_DISPATCH_MS: "3600000",
};
const grant = (name: string) => `${name}:operator:${createHash("sha256").update(`${name}-token`).digest("hex")}`;
const AUTH_TOKENS = [grant("olga"), grant("otto")].join(",");
/** Text that a page, a database or a spreadsheet could take for more than text. */
const HOSTILE = `=HYPERLINK("x") <img src=x onerror="document.title='run'"> '; DROP TABLE alerts; --`;

/** Alerts by state, as the daemon lists them; the first 500. */
async function alertsOf(url: string, state: string, token?: string) {
	const response = await fetch(`${url}/api/alerts?state=${state}&limit=500`, {
		headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
	});
	return alertPageSchema.parse(await response.json()).alerts;
}

/** Resolves when so many alerts can be decided and no more orders come. */
async function untilFlagged(url: string, count: number): Promise<void> {
	await expect
		.poll(async () => (await alertsOf(url, "OPEN")).filter(({ dispatch_due_at: due }) => due !== null).length)
		.toBeGreaterThan(count);
	await setProducer(url, { running: false });
}

const opened = (page: Page) => details(page).getByRole("heading", { level: 2 });
const verdict = (page: Page) => page.getByRole("status", { name: "Last verdict" });

/** Opens the first alert by keys: the list has the keyboard. */
async function openFirst(page: Page): Promise<void> {
	await rows(page).first().waitFor();
	await expect(page.getByRole("grid", { name: "Fraud alerts" })).toBeFocused();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	await expect(page.getByTestId("effect")).toBeVisible();
}

/** The order of the open alert, once it can be decided. */
async function orderToDecide(page: Page): Promise<string> {
	await expect(page.getByTestId("effect")).toContainText("Confirming cancels it");
	await expect(details(page).getByRole("button", { name: /^Confirm fraud/ })).toBeEnabled();
	return (await opened(page).getByRole("link").innerText()).trim();
}

async function signIn(page: Page, name: string): Promise<void> {
	await page.getByLabel("Token").fill(`${name}-token`);
	await page.getByRole("button", { name: "Sign in" }).click();
	await expectLive(page);
}

test("twenty alerts are decided one after the other by keys alone, and their orders are what the page states", async ({
	open,
	startDaemon,
}) => {
	const daemon = await startDaemon(DESK);
	await untilFlagged(daemon.url, ALERTS + 10);
	const page = await open("#/alerts", { at: daemon.url });
	await expectLive(page);
	await openFirst(page);
	const confirmed: string[] = [];
	for (let count = 0; count < ALERTS; count++) {
		const order = await orderToDecide(page);
		const key = String((count % 3) + 1);
		await page.keyboard.press(key);
		const words = { "1": "confirmed fraud, order cancelled", "2": "valuable", "3": "false positive" }[key];
		await expect(verdict(page)).toContainText(`Order ${order}: ${words}`);
		await expect(opened(page)).not.toContainText(new RegExp(`order ${order}$`));
		if (key === "1") confirmed.push(order);
	}
	const resolved = await alertsOf(daemon.url, "RESOLVED");
	expect(resolved.length).toBeGreaterThanOrEqual(ALERTS);
	const cancelled = await listOrders(daemon.url, { status: "CANCELLED", cause: "REQUESTED" });
	expect(cancelled.map(({ order_id: id }) => String(id)).toSorted()).toEqual(confirmed.toSorted());

	await page.goto(`${daemon.url}/#/alerts?tab=resolved`);
	await expect(rows(page).first()).toContainText(/Confirmed fraud|Valuable|False positive/);
	await takeScreenshot(page, "fraud-desk-resolved");
});

test("a claim is seen by the other operator as it happens; who comes second is shown so in the row, and may take over with a reason", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const setUp = await startDaemon({ ...DESK, AUTH_TOKENS });
	await expect.poll(async () => (await alertsOf(setUp.url, "OPEN", "olga-token")).length).toBeGreaterThan(5);
	const [olga, otto] = [
		await open("#/alerts?tab=open", { at: setUp.url }),
		await open("#/alerts?tab=open", { at: setUp.url, theme: "dark" }),
	];
	await signIn(olga, "olga");
	await signIn(otto, "otto");
	await openFirst(olga);
	const id = (await rows(olga).first().getAttribute("data-id")) ?? "";
	const row = (page: Page) => page.locator(`[role=grid] [data-id="${id}"]`);
	await otto.goto(`${setUp.url}/#/alerts?tab=open&alert=${encodeURIComponent(id)}`);
	await expect(otto.getByTestId("effect")).toBeVisible();

	// Otto's page stands still: it does not show what happens meanwhile.
	await otto.getByRole("button", { name: "Pause live" }).click();
	await olga.keyboard.press("c");
	await expect(details(olga)).toContainText("Claimed by you");
	await otto.getByRole("grid", { name: "Fraud alerts" }).focus();
	await otto.keyboard.press("c");
	await expect(details(otto).getByRole("alert")).toHaveText("Someone else claimed it first.");
	await expect(row(otto)).toContainText("olga was first");
	await expect(details(otto).getByRole("button", { name: /^Confirm fraud/ })).toHaveAttribute("title", /^Claimed by olga until \d\d:\d\d/);
	await takeScreenshot(otto, "fraud-desk-lost-race");
	await checkAccessible(otto);

	await otto
		.getByRole("button", { name: "Resume live" })
		.or(otto.getByRole("button", { name: "Resume" }))
		.first()
		.click();
	await details(otto).getByRole("button", { name: "Take over…" }).click();
	const sheet = otto.getByRole("dialog", { name: /^Take over the alert on order/ });
	await sheet.getByLabel("Reason").fill("olga is off");
	await sheet.getByRole("button", { name: "Take over the alert" }).click();
	await expect(sheet).toContainText("Claimed by otto");
	await expect(row(olga)).toContainText("otto");
	await expect(details(olga)).toContainText("Claimed by otto");
});

test("many alerts are resolved by one job with a result for each, and what is noted stays text", async ({ open, startDaemon }) => {
	const daemon = await startDaemon(DESK);
	await untilFlagged(daemon.url, 10);
	const page = await open("#/alerts", { at: daemon.url });
	await expectLive(page);
	await openFirst(page);
	const note = details(page).getByLabel("Note", { exact: true });
	await note.fill(HOSTILE);
	await note.press("Enter");
	await expect(details(page).getByRole("region", { name: "Notes" })).toContainText(HOSTILE);
	await expect(details(page).locator("img")).toHaveCount(0);
	await expect(page).toHaveTitle("Fraud alerts · Orderdeck");
	await note.press("Escape");
	await page.keyboard.press("Escape");

	for (let count = 0; count < 3; count++) {
		await page.keyboard.press("ArrowDown");
		await page.keyboard.press("Space");
	}
	const bar = page.getByRole("toolbar", { name: "Selected alerts" });
	await expect(bar).toContainText("3 selected");
	await takeScreenshot(page, "fraud-desk-selected");
	await bar.getByRole("button", { name: "Valuable…" }).click();
	const sheet = page.getByRole("dialog", { name: "Mark 3 alerts valuable" });
	await sheet.getByLabel("Reason").fill(HOSTILE);
	await untilStill(page);
	await checkAccessible(page);
	await sheet.getByRole("button", { name: "Mark 3 alerts valuable" }).click();
	await expect(sheet.getByText("3 done of 3")).toBeVisible();
	await expect(sheet.getByRole("list", { name: "Results" }).getByText("Done")).toHaveCount(3);
	expect((await alertsOf(daemon.url, "RESOLVED")).map(({ resolution }) => resolution?.note)).toContain(HOSTILE);
});

test("it fits from 900 to 1920 px in both themes, and axe finds nothing serious", async ({ open, startDaemon }) => {
	const daemon = await startDaemon(DESK);
	await untilFlagged(daemon.url, ALERTS);
	const page = await open("#/alerts", { at: daemon.url });
	await expectLive(page);
	await openFirst(page);
	for (const theme of ["light", "dark"] as const) {
		await page.emulateMedia({ colorScheme: theme });
		for (const width of [900, 1280, 1440, 1920]) {
			await test.step(`${theme}, ${width}`, async () => {
				await page.setViewportSize({ width, height: 900 });
				await untilStill(page);
				await checkFits(page, width < 1440);
				await takeScreenshot(page, `fraud-desk-${theme}-${width}`);
			});
		}
		await test.step(`${theme}, axe`, () => checkAccessible(page, theme === "light" ? undefined : ["color-contrast"]));
	}
});
