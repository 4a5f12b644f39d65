/** Fraud rules in a real browser: a draft is tested, saved and restored; new alerts name the version; a change by another operator keeps the draft. */
import { alertPageSchema } from "@orderdeck/contracts/fraud/requests";
import { rulesSchema } from "@orderdeck/contracts/rules/requests";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, checkFits, takeScreenshot, untilStill } from "./support/page-checks.ts";

const RULE = "high-amount-risky-country";
const NAME = "High amount, risky country";
const SIZES = [
	{ width: 900, height: 800 },
	{ width: 1280, height: 800 },
	{ width: 1440, height: 900 },
	{ width: 1920, height: 1080 },
] as const;

async function get(url: string): Promise<unknown> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`GET ${url} returned ${response.status}: ${await response.text()}`);
	return response.json();
}

/** The versions of the rule that its newest alerts name. */
async function versionsOfAlerts(url: string): Promise<readonly (number | null)[]> {
	const { alerts } = alertPageSchema.parse(await get(`${url}/api/alerts?order=newest&limit=50&rule=${RULE}`));
	return alerts.map(({ rule_version }) => rule_version);
}

async function newestVersion(url: string): Promise<number> {
	const { rules } = rulesSchema.parse(await get(`${url}/api/rules`));
	return rules.find(({ id }) => id === RULE)?.version ?? 0;
}

/** Another operator's change, by the API. */
async function changeLimit(url: string, limit: number): Promise<void> {
	const version = await newestVersion(url);
	const response = await fetch(`${url}/api/rules/${RULE}`, {
		method: "PUT",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ version, limit, reason: "changed elsewhere" }),
	});
	if (!response.ok) throw new Error(`PUT returned ${response.status}: ${await response.text()}`);
}

const editorOf = (page: Page) => page.getByRole("region", { name: NAME, exact: true });

test("a draft is tested and saved, new alerts name its version, and the earlier one is restored", async ({ open, startDaemon }) => {
	const daemon = await startDaemon({ PRODUCER_RATE: "20" });
	await expect.poll(async () => (await versionsOfAlerts(daemon.url)).length, { timeout: 60_000 }).toBeGreaterThan(0);
	const page = await open(`#/rules?rule=${RULE}`, { at: daemon.url });
	const editor = editorOf(page);
	await expect(page.locator(`[data-rule="${RULE}"]`)).toContainText("Amount over $300.00 and country not US, CA");
	await editor.getByLabel("Amount over").fill("120");
	await expect(editor.locator("del")).toHaveText("$300.00");

	await editor.getByText(/^7.days$/).click();
	await editor.getByRole("button", { name: "Run", exact: true }).click();
	const result = page.getByRole("region", { name: "Backtest", exact: true });
	await expect(result.getByRole("term").filter({ hasText: "Known frauds missed" })).toBeVisible({ timeout: 60_000 });
	await expect(editor.getByRole("status", { name: "Progress of the backtest" })).toContainText(/orders? in/);
	await expect(result.getByRole("region", { name: "Lost", exact: true })).toContainText("None.");
	await expect(result.getByRole("region", { name: "Gained", exact: true }).getByRole("link").first()).toBeVisible();
	const address = new URL(page.url()).hash;
	expect(address).toContain("backtest=");
	await untilStill(page);
	await checkAccessible(page);

	await editor.getByRole("button", { name: "Save as v2…" }).click();
	const sheet = page.getByRole("dialog", { name: `Save v2 of ${NAME}` });
	await expect(sheet).toContainText("No known fraud is missed.");
	await sheet.getByLabel("Reason").fill("smaller amounts are charged back too");
	await sheet.getByRole("button", { name: "Save as v2" }).click();
	await expect(sheet).toContainText("v2 is saved");
	await sheet.getByRole("button", { name: "Close" }).last().click();
	await expect.poll(async () => (await versionsOfAlerts(daemon.url)).includes(2), { timeout: 60_000 }).toBe(true);

	const versions = page.getByRole("region", { name: `Versions of ${NAME}` });
	await expect(versions.locator("tr[data-version='2'] del")).toHaveText("$300.00");
	await versions.getByRole("button", { name: "Restore v1" }).click();
	const restore = page.getByRole("dialog", { name: `Restore v1 of ${NAME}` });
	await restore.getByLabel("Reason").fill("too many");
	await restore.getByRole("button", { name: "Restore as v3" }).click();
	await expect(restore).toContainText("v3 is saved");
	await restore.getByRole("button", { name: "Close" }).last().click();
	await expect.poll(async () => (await versionsOfAlerts(daemon.url)).includes(3), { timeout: 60_000 }).toBe(true);
	await expect(page.getByRole("region", { name: "Actions" })).toContainText("restore rule");

	// The result remains at its address.
	const again = await open(address, { at: daemon.url });
	await expect(again.getByRole("region", { name: "Backtest", exact: true })).toContainText("Known frauds missed");
	for (const theme of ["light", "dark"] as const) {
		await again.emulateMedia({ colorScheme: theme });
		for (const size of SIZES) {
			await again.setViewportSize(size);
			await untilStill(again);
			await checkFits(again, size.width < 1440);
			await takeScreenshot(again, `rules-backtest-${theme}-${size.width}`);
		}
	}
});

test("a change by another operator is shown beside the draft, which is kept", async ({ open, startDaemon, expectErrors }) => {
	// The refused request is in the browser's log.
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	const page = await open(`#/rules?rule=${RULE}`, { at: daemon.url });
	const editor = editorOf(page);
	await editor.getByLabel("Amount over").fill("280");
	await editor.getByRole("button", { name: "Save as v2…" }).click();
	const sheet = page.getByRole("dialog", { name: `Save v2 of ${NAME}` });
	await expect(sheet).toContainText("Saved without a backtest of this draft");
	await sheet.getByLabel("Reason").fill("why");
	await changeLimit(daemon.url, 290);
	await sheet.getByRole("button", { name: "Save as v2" }).click();
	await expect(sheet.getByRole("alert")).not.toBeEmpty();
	await sheet.getByRole("button", { name: "Keep v1" }).click();
	const notice = editor.getByRole("alert");
	await expect(notice).toContainText(/saved v2 at \d\d:\d\d:\d\d/);
	await expect(notice).toContainText("$290.00");
	await expect(editor.getByLabel("Amount over")).toHaveValue("280");
	await notice.getByRole("button", { name: "Continue as v3" }).click();
	await expect(editor.locator("del")).toHaveText("$290.00");
	await editor.getByRole("button", { name: "Save as v3…" }).click();
	const second = page.getByRole("dialog", { name: `Save v3 of ${NAME}` });
	await second.getByLabel("Reason").fill("still");
	await second.getByRole("button", { name: "Save as v3" }).click();
	await expect(second).toContainText("v3 is saved");
});

test("a rule is added with a name of any text, which is shown as text", async ({ open, startDaemon }) => {
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	const page = await open("#/rules?act=new", { at: daemon.url });
	const name = "<img src=x onerror=window.hit=1>";
	const form = page.getByRole("region", { name: "New rule" });
	await form.getByLabel("Name").fill(name);
	await form.getByLabel("Reason of its alerts").fill("CARD_TESTING");
	await form.getByLabel("Amount over").fill("12.5");
	await form.getByRole("button", { name: "Add rule…" }).click();
	const sheet = page.getByRole("dialog", { name: `Add rule ${name}` });
	await sheet.getByLabel("Reason").fill("'; drop table rules; --");
	await sheet.getByRole("button", { name: "Add rule" }).click();
	await expect(sheet).toContainText("v1 is saved");
	await sheet.getByRole("button", { name: "Close" }).last().click();
	await expect(page.getByRole("region", { name, exact: true })).toBeVisible();
	await expect(page.getByRole("list", { name: "Rules" })).toContainText(name);
	expect(await page.evaluate(() => "hit" in window)).toBe(false);
	await expect(page.locator("img[src=x]")).toHaveCount(0);
});
