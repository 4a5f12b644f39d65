/** A daemon of a later contract: the console shows what it knows, and states why it cannot show the rest. */
import type { Page } from "@playwright/test";
import { expectLive, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createRewritingProxy } from "./support/rewriting-proxy.ts";

const HASHES = ["#/", "#/orders", "#/alerts", "#/lag?group=payments-group", "#/events", "#/replay", "#/inventory", "#/services"];

/** A response with words, events and fields that this console does not know. */
function later(body: string): string {
	return body
		.replaceAll(/"version":"[^"]*"/g, '"version":"9.0.0"')
		.replaceAll('"status":"PREPARED"', '"status":"ON_HOLD"')
		.replaceAll('"status":"OK"', '"status":"LIMPING"')
		.replaceAll('"state":"running"', '"state":"warming-up"')
		.replaceAll('"type":"PAYMENT_PROCESSING"', '"type":"PAYMENT_QUEUED"')
		.replaceAll('"kind":"keeping-up"', '"kind":"oscillating"')
		.replaceAll('"trend":"holding"', '"trend":"soaring"')
		.replaceAll('"tags":[]', '"tags":["haunted"]')
		.replaceAll('"source":"order-service",', '"channel":{"kind":"kiosk"},');
}

const broken = (page: Page) => page.getByText("This screen failed");

async function expectScreenWorks(page: Page): Promise<void> {
	await page.getByRole("heading", { level: 1 }).waitFor();
	await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
	await expect(broken(page)).toBeHidden();
}

test("a newer daemon takes over: the page shows it, offers to reload, and displays unknown values as they come", async ({
	open,
	daemon,
	expectErrors,
	note,
}) => {
	expectErrors();
	await using proxy = await createRewritingProxy(daemon.url);
	const page = await open("#/orders", { at: proxy.url });
	await expectLive(page);
	const bar = page.getByText(/^The daemon is v9\.0\.0, newer than this page \(v/);
	await expect(bar).toBeHidden();
	proxy.replaceDaemon(later);
	await expect(bar).toBeVisible();
	await page.getByRole("grid").getByText("On hold").first().waitFor();
	for (const hash of HASHES) {
		await test.step(hash, async () => {
			await page.goto(`${proxy.url}/${hash}`);
			await expectScreenWorks(page);
			await expect(bar).toBeVisible();
		});
	}
	await page.getByText("9.0.0", { exact: true }).first().waitFor();
	await page.getByText("Warming-up").or(page.getByText("warming-up")).first().waitFor();
	await page.goto(`${proxy.url}/#/lag`);
	await page.locator("tr[data-group]").getByText("Unknown").first().waitFor();
	note("unknown order status, lag status, service state, event, forecast and field: every screen works");
	const loaded = page.waitForEvent("load");
	await page.getByRole("button", { name: "Reload" }).click();
	await loaded;
});

test("a newer daemon leaves out a field that a screen needs: that screen states why, the rest works", async ({
	open,
	daemon,
	expectErrors,
}) => {
	expectErrors();
	await using proxy = await createRewritingProxy(daemon.url);
	proxy.replaceDaemon((body) => later(body).replaceAll('"lifecycle":', '"history":'));
	const page = await open("#/orders", { at: proxy.url });
	await rows(page).first().or(broken(page)).first().waitFor();
	if (await rows(page).first().isVisible()) await rows(page).first().click({ force: true });
	await page.getByText(/they are of different versions/).waitFor();
	await page.getByRole("button", { name: "Reload" }).first().waitFor();
	await page
		.getByRole("navigation", { name: "Screens" })
		.getByRole("link", { name: /Inventory/ })
		.click();
	await page.locator("tr[data-product]").nth(7).waitFor();
});
