/** Every linked figure of the Overview, clicked: the list that opens holds as many orders as the figure states. */

import { alertPageSchema } from "@orderdeck/contracts/fraud/requests";
import type { Page } from "@playwright/test";
import { expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { lagOf, listOrders, setProducer } from "./support/rest.ts";

const FIGURES = "main a:has([data-count])";
const FIGURES_SHOWN = 21;

/** How much the list at the page's address holds, by the filters that stand in it. */
async function lengthAt(page: Page, url: string): Promise<number | undefined> {
	const [path, query = ""] = new URL(page.url()).hash.slice(1).split("?");
	// How a list is sorted does not change how long it is.
	const { sort: _, ...search } = Object.fromEntries(new URLSearchParams(query));
	if (path === "/orders") return (await listOrders(url, search)).length;
	if (path === "/lag") return (await lagOf(url, search.group ?? ""))?.waiting.orders;
	const response = await fetch(`${url}/api/alerts?limit=500`);
	return alertPageSchema.parse(await response.json()).alerts.length;
}

test("each figure of the Overview is the length of the list that it opens", async ({ open, startDaemon, note }) => {
	const daemon = await startDaemon({
		PRODUCER_RATE: "200",
		PRODUCER_SEED: "7",
		PAYMENT_DECLINE_RATE: "0.3",
		PAYMENT_LATENCY_MS: "1",
		RESTOCK_DELAY_MS: "0",
		SHIP_DISPATCH_MS: "3600000",
	});
	await expect.poll(async () => (await listOrders(daemon.url, {})).length).toBeGreaterThan(200);
	await setProducer(daemon.url, { running: false });
	await expect.poll(async () => (await listOrders(daemon.url, { status: "CREATED,CONFIRMED,PAID" })).length).toBe(0);
	const prepared = (await listOrders(daemon.url, { status: "PREPARED" })).length;
	await expect.poll(async () => (await listOrders(daemon.url, { stuck: "true" })).length).toBe(prepared);
	const page = await open("#/", { at: daemon.url });
	await expectLive(page);
	await expect(page.locator(FIGURES)).toHaveCount(FIGURES_SHOWN);
	for (let place = 0; place < FIGURES_SHOWN; place++) {
		const figure = page.locator(FIGURES).nth(place);
		const shown = Number(await figure.locator("[data-count]").getAttribute("data-count"));
		await figure.click();
		await expect(page).not.toHaveURL(/#\/$/);
		expect.soft(shown, page.url()).toBe(await lengthAt(page, daemon.url));
		await page.goBack();
		await figure.waitFor();
	}
	note(`${FIGURES_SHOWN} figures`);
});
