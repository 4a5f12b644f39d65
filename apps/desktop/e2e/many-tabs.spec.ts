/** Many tabs of one browser: they share one live stream, since a browser allows six connections to a host over plain HTTP. */
import type { Page } from "@playwright/test";
import { connection, expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createOrder, liveReaders } from "./support/rest.ts";

/** More than the six connections. Each tab takes a second of the processor's time to open, and a twelfth of it while it is open. */
const TABS = process.env.SOAK === undefined ? 10 : 20;
/** Opened at a time: two cores load so many pages without one of them waiting for all others. */
const AT_ONCE = 5;

/** Notes every state of the page's connection from now on. */
function watchConnection(page: Page): Promise<void> {
	return connection(page).evaluate((element) => {
		const seen = [element.getAttribute("data-kind")];
		Object.assign(window, { connectionsSeen: seen });
		new MutationObserver(() => seen.push(element.getAttribute("data-kind"))).observe(element, { attributeFilter: ["data-kind"] });
	});
}

const connectionsSeen = (page: Page) => page.evaluate(() => (window as Window & { connectionsSeen?: string[] }).connectionsSeen);

async function expectOrderIn(pages: readonly Page[], url: string): Promise<void> {
	const id = await createOrder(url, "PROD-008", 19.99);
	await Promise.all(pages.map((page) => page.locator(`[role=grid] [data-id="${id}"]`).waitFor()));
}

test(`${TABS} tabs over plain HTTP are all live through one stream, whichever is closed, and recover together`, async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	const pages: Page[] = [];
	while (pages.length < TABS) {
		pages.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => open("#/orders", { at: daemon.url })))));
		await Promise.all(pages.slice(-AT_ONCE).map((page) => expectLive(page)));
	}
	await expectOrderIn(pages, daemon.url);
	expect(await liveReaders(daemon.url)).toBe(1);

	const [first, ...others] = pages;
	await Promise.all(others.map((page) => watchConnection(page)));
	await first?.close();
	await expectOrderIn(others, daemon.url);
	expect(await liveReaders(daemon.url)).toBe(1);
	expect(new Set((await Promise.all(others.map((page) => connectionsSeen(page)))).flat()), "the others were not interrupted").toEqual(
		new Set(["live"]),
	);

	await daemon.kill();
	await Promise.all(others.map((page) => expect(connection(page)).toHaveAttribute("data-kind", "reconnecting")));
	await daemon.start();
	await Promise.all(others.map((page) => expectLive(page)));
	await expectOrderIn(others, daemon.url);
	expect(await liveReaders(daemon.url)).toBe(1);
});
