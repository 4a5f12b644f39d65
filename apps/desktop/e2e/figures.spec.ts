/** Every figure that leads to a list, on every screen, is clicked: the list that opens holds as many rows as the figure states. */
import type { Locator, Page } from "@playwright/test";
import { expectHeading, expectLive, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { alertsOf, claimNext, lagOf, lettersOf, listOrders, resolveAlert, setProducer } from "./support/rest.ts";
import { seedLetters } from "./support/seed-letters.ts";
import { settled } from "./support/settled.ts";

const LETTERS = 3;
const LINKED = ["a", "button", "[role=tab]"].map((control) => `${control}:has([data-count])`);
const inside = (part: string) => LINKED.map((control) => `${part} ${control}`).join(", ");

interface Screen {
	readonly heading: string;
	/** How many figures it has at least: fewer would mean that they are not looked for correctly. */
	readonly least: number;
}

const SCREENS: Readonly<Record<string, Screen>> = {
	"#/": { heading: "Overview", least: 14 },
	"#/orders": { heading: "Orders", least: 7 },
	"#/alerts": { heading: "Fraud alerts", least: 5 },
	"#/alerts?tab=open": { heading: "Fraud alerts", least: 5 },
	"#/lag": { heading: "Consumer lag", least: 0 },
	"#/lag?group=payments-group": { heading: "Consumer lag", least: 0 },
	"#/events": { heading: "Events", least: 0 },
	"#/dead-letters": { heading: "Dead letters", least: 7 },
	"#/replay": { heading: "Replay", least: 0 },
	"#/inventory": { heading: "Inventory", least: 0 },
	"#/rules": { heading: "Rules", least: 0 },
	"#/services": { heading: "Services", least: 0 },
	"#/audit": { heading: "Audit log", least: 0 },
};

/** How the screens count what they list, by the filters in their address; `me` is the operator of the page. A screen that is not here fails the test. */
const LENGTHS: Readonly<Record<string, (url: string, search: Record<string, string>, me: string) => Promise<number | undefined>>> = {
	"/orders": async (url, { sort: _sort, direction: _direction, order: _order, job, ...filters }) =>
		(await listOrders(url, { ...filters, ...(job === undefined ? {} : { job_id: job }) })).length,
	"/lag": async (url, { group = "" }) => (await lagOf(url, group))?.waiting.orders,
	"/alerts": async (url, { tab = "stoppable" }, me) => (await alertsOf(url, alertFilters(tab, me))).length,
	"/dead-letters": async (url, { letter: _letter, ...filters }) => (await lettersOf(url, { state: "WAITING", ...filters })).length,
};

function alertFilters(tab: string, me: string): Record<string, string> {
	const filters: Record<string, Record<string, string>> = {
		stoppable: { stoppable: "true" },
		unclaimed: { state: "OPEN" },
		mine: { claimedBy: me },
		resolved: { state: "RESOLVED" },
		open: { state: "OPEN,CLAIMED" },
	};
	const known = filters[tab];
	if (known === undefined) throw new Error(`no list of alerts is called ${tab}`);
	return known;
}

/** How much the list at the page's address holds. */
async function lengthAt(page: Page, url: string, me: string): Promise<number | undefined> {
	const [path = "", query = ""] = new URL(page.url()).hash.slice(1).split("?");
	const length = LENGTHS[path];
	if (length === undefined) throw new Error(`a figure leads to ${path}, which this test cannot count`);
	return length(url, Object.fromEntries(new URLSearchParams(query)), me);
}

const countOf = async (figure: Locator) => Number(await figure.locator("[data-count]").first().getAttribute("data-count"));

interface Place {
	readonly url: string;
	readonly me: string;
	readonly hash: string;
	readonly heading: string;
	readonly part: string;
}

/** Clicks each figure of `part` on the screen; returns how many there were. */
async function checkFigures(page: Page, { url, me, hash, heading, part }: Place): Promise<number> {
	const figures = page.locator(inside(part));
	const show = async () => {
		await page.goto(`${url}/${hash}`);
		// Until a screen's files are loaded, the one before it is shown.
		await expectHeading(page, heading);
		await expectLive(page);
		return settled(() => figures.locator("[data-count]").evaluateAll((all) => all.map((each) => each.getAttribute("data-count"))));
	};
	const shown = await show();
	const bare = await page
		.locator(`${part} nav a`)
		.evaluateAll((links) =>
			links.filter((link) => /\d/.test(link.textContent) && link.querySelector("[data-count]") === null).map((link) => link.textContent),
		);
	expect(bare, `tabs of ${hash} whose figure this test does not see`).toEqual([]);
	for (let place = 0; place < shown.length; place++) {
		if (place > 0) await show();
		const figure = figures.nth(place);
		const [count, name] = [await countOf(figure), await figure.innerText()];
		await figure.click();
		await expect
			.soft(async () => expect(await lengthAt(page, url, me)).toBe(count), `${hash}: ${name}, ${page.url()}`)
			.toPass({ timeout: 5_000 });
	}
	return shown.length;
}

test("each figure with a link, on every screen, is the length of the list that it opens", async ({ open, startDaemon, note }) => {
	const { url } = await startDaemon(
		{
			PRODUCER_RATE: "200",
			PRODUCER_SEED: "7",
			PAYMENT_DECLINE_RATE: "0.3",
			PAYMENT_LATENCY_MS: "1",
			RESTOCK_DELAY_MS: "0",
			SHIP_DISPATCH_MS: "3600000",
		},
		async (dataDir) => seedLetters(dataDir, LETTERS),
	);
	await expect.poll(async () => (await listOrders(url, {})).length).toBeGreaterThan(200);
	await setProducer(url, { running: false });
	const underWay = async () => (await listOrders(url, { status: "CREATED,CONFIRMED,PAID" })).length;
	// The orders of dead letters may wait for their payment for good.
	await expect.poll(underWay).toBeLessThanOrEqual(LETTERS);
	await settled(underWay);
	// What nothing is done about any more becomes stuck, all of it.
	const lengthOf = async (filters: Record<string, string>) => (await listOrders(url, filters)).length;
	const notStuck = async () => (await lengthOf({ status: "CREATED,CONFIRMED,PAID,PREPARED" })) - (await lengthOf({ stuck: "true" }));
	await expect.poll(notStuck).toBe(0);
	const claimed = [await claimNext(url), await claimNext(url), await claimNext(url)];
	await resolveAlert(url, claimed[0]?.id ?? "", "VALUABLE");
	const me = claimed[0]?.by ?? "";

	const page = await open("#/", { at: url });
	const rail = await checkFigures(page, { url, me, hash: "#/", heading: "Overview", part: "nav[aria-label=Screens]" });
	expect(rail, "alerts and dead letters in the rail").toBeGreaterThanOrEqual(2);
	const found: string[] = [`${rail} in the rail`];
	for (const [hash, { heading, least }] of Object.entries(SCREENS)) {
		const count = await checkFigures(page, { url, me, hash, heading, part: "main" });
		expect(count, `figures on ${hash}`).toBeGreaterThanOrEqual(least);
		if (count > 0) found.push(`${count} on ${hash}`);
	}
	note(found.join(", "));
});

test("what a job states to have changed is the length of the list that it opens", async ({ open, startDaemon }) => {
	const { url } = await startDaemon({ PRODUCER_RATE: "50", PAYMENT_DECLINE_RATE: "0", RESTOCK_DELAY_MS: "1", SHIP_DISPATCH_MS: "3600000" });
	await expect.poll(async () => (await listOrders(url, { status: "PREPARED" })).length).toBeGreaterThan(10);
	await setProducer(url, { running: false });
	const page = await open("#/orders?status=PREPARED", { at: url });
	await rows(page).first().waitFor();
	await page.getByRole("checkbox", { name: "Select all loaded" }).check();
	await page.getByRole("toolbar", { name: "Selected orders" }).getByRole("button", { name: "Cancel…" }).click();
	const sheet = page.getByRole("dialog", { name: /^Cancel / });
	await sheet.getByLabel("Reason").fill("Stuck");
	await sheet.getByRole("button", { name: /^Cancel \d+ orders?, refund / }).click();
	const [changed = ""] = (await sheet.getByText(/^(\d+) done of \1$/).innerText()).split(" ");
	await sheet.getByRole("link", { name: /^Show (the )?cancelled orders$/ }).click();
	await expect(page).toHaveURL(/job=/);
	expect(await lengthAt(page, url, "")).toBe(Number(changed));
});
