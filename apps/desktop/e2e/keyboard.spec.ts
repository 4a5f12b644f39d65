/** A list by keys alone: a row opens from any screen in three, arrow keys act without a Tab. */
import type { Locator, Page } from "@playwright/test";
import { details, expectHeading, expectLive, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { setProducer } from "./support/rest.ts";
import { seedLetters } from "./support/seed-letters.ts";

test.use({ pace: "calm" });

const MOST_TABS = 5;

interface List {
	/** After `g`. */
	readonly key: string;
	readonly heading: string;
	readonly hash: string;
	/** A row that can be opened. */
	readonly row: (page: Page) => Locator;
	/** Resolves once a row is open. */
	readonly opened: (page: Page) => Promise<void>;
}

const inGrid = (page: Page) => rows(page).first();
/** The panel beside the list, with this title. */
const panel = (title: RegExp) => (page: Page) =>
	expect(details(page).getByRole("heading", { level: 2, name: title }).first()).toBeVisible();

const LISTS: readonly List[] = [
	{ key: "o", heading: "Orders", hash: "#/orders", row: inGrid, opened: panel(/^Order/) },
	{
		key: "a",
		heading: "Fraud alerts",
		hash: "#/alerts?tab=open",
		row: inGrid,
		opened: panel(/^Alert on/),
	},
	{ key: "e", heading: "Events", hash: "#/events", row: inGrid, opened: panel(/./) },
	{ key: "u", heading: "Audit log", hash: "#/audit", row: inGrid, opened: panel(/./) },
	{
		key: "l",
		heading: "Consumer lag",
		hash: "#/lag",
		row: (page) => page.locator("tr[data-group]").first(),
		opened: (page) => expect(page.getByRole("region", { name: /^Partitions of / })).toBeVisible(),
	},
	{
		key: "f",
		heading: "Rules",
		hash: "#/rules",
		row: (page) => page.locator("button[data-rule]").first(),
		opened: (page) => expect(page).toHaveURL(/rule=/),
	},
];

/** The element that has the focus is the list of the screen. */
const listHasFocus = (page: Page) => page.evaluate(() => document.activeElement?.closest("main [data-list]") !== null);

for (const { key, heading, row, opened } of LISTS) {
	test(`a row of ${heading} opens from another screen in three keys`, async ({ open, daemon }) => {
		// Something for the audit log.
		await setProducer(daemon.url, { rate: 2 });
		const page = await open(key === "o" ? "#/lag" : "#/orders");
		await expectLive(page);
		await page.keyboard.press("g");
		await page.keyboard.press(key);
		await expectHeading(page, heading);
		await row(page).waitFor();
		await page.keyboard.press("Enter");
		await opened(page);
	});
}

test("a dead letter opens from another screen in three keys", async ({ open, startDaemon }) => {
	const { url } = await startDaemon({ PRODUCER_RATE: "0" }, async (dataDir) => seedLetters(dataDir, 3));
	const page = await open("#/", { at: url });
	await expectLive(page);
	await page.keyboard.press("g");
	await page.keyboard.press("d");
	await expectHeading(page, "Dead letters");
	await rows(page).first().waitFor();
	await page.keyboard.press("Enter");
	await expect(details(page)).toBeVisible();
});

for (const { heading, hash, row } of LISTS) {
	test(`${heading}: arrow keys act without a Tab, and at most ${MOST_TABS} Tabs lead from the start of the page to the list`, async ({
		open,
	}) => {
		const page = await open(hash);
		await row(page).waitFor();
		await expect.poll(() => listHasFocus(page)).toBe(true);
		await page.keyboard.press("ArrowDown");
		const marked = () =>
			page.evaluate(
				() => document.querySelector("main [data-active]") !== null || document.activeElement?.closest("[data-list] *") !== null,
			);
		await expect.poll(marked).toBe(true);
		// The start of the page: what a person reaches who has clicked nowhere.
		await page.evaluate(() => {
			document.body.tabIndex = -1;
			document.body.focus();
		});
		let tabs = 0;
		for (; tabs < MOST_TABS && !(await listHasFocus(page)); tabs++) {
			await page.keyboard.press("Tab");
			if (await page.getByRole("button", { name: "Skip to the screen" }).evaluate((skip) => skip === document.activeElement))
				await page.keyboard.press("Enter");
		}
		expect(await listHasFocus(page), `the list has the focus after ${tabs} Tabs`).toBe(true);
	});
}

for (const { heading, hash } of LISTS.filter(({ hash }) => ["#/orders", "#/events"].includes(hash))) {
	test(`${heading}: Escape leaves the search for the list`, async ({ open }) => {
		const page = await open(hash);
		await rows(page).first().waitFor();
		const search = page.locator("[data-search]");
		await page.keyboard.press("/");
		await expect(search).toBeFocused();
		await page.keyboard.press("Escape");
		await expect.poll(() => listHasFocus(page)).toBe(true);
	});
}
