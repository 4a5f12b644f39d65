/** The console by keyboard alone: the palette, single keys, and Tab. */
import type { Page } from "@playwright/test";
import { expectHeading, expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { settled } from "./support/settled.ts";

test.use({ pace: "calm" });

/** The race between keys and focus is tried this often; a soak test tries it more. */
const ROUNDS = process.env.SOAK === undefined ? 2 : 12;

/** Makes the page's machine `times` as slow. */
async function slowDown(page: Page, times: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

/** Presses the second key without waiting until the page has handled the first, as fingers do. */
async function pressInTurn(page: Page, first: string, second: string): Promise<void> {
	await Promise.all([page.keyboard.press(first), page.keyboard.press(second)]);
}

/** What Tab should reach of what is visible. Of a group of radios that is the chosen one: arrows lead to the others. */
function focusable(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex='0']")];
		const seen = all.filter(
			(element) => element.checkVisibility() && !element.matches(":disabled, [tabindex='-1'], [type=radio]:not(:checked)"),
		);
		for (const [index, element] of seen.entries()) element.dataset.reach = String(index);
		return seen.map((element) => `${element.dataset.reach}: ${element.outerHTML.slice(0, 120)}`);
	});
}

/** The numbers, as `focusable` gave them, of what had the focus during so many presses of Tab. */
async function reachedByTab(page: Page, presses: number): Promise<ReadonlySet<string>> {
	await page.evaluate(() => {
		const reached: string[] = [];
		document.addEventListener("focusin", ({ target }) => target instanceof HTMLElement && reached.push(target.dataset.reach ?? ""));
		Object.assign(window, { reached });
	});
	for (let press = 0; press < presses; press++) await page.keyboard.press("Tab");
	return new Set(await page.evaluate(() => (window as unknown as { reached: string[] }).reached));
}

test("the palette leads to screens, orders, groups and actions, by keyboard alone", async ({ open }) => {
	const page = await open("#/");
	await expectHeading(page, "Overview");
	const find = async (text: string, chosen: RegExp) => {
		await page.keyboard.press("Control+k");
		await page.keyboard.type(text);
		await expect(page.getByRole("option", { selected: true }).filter({ hasText: chosen })).toBeVisible();
		await page.keyboard.press("Enter");
		await expect(page.getByRole("combobox", { name: "Find" })).toBeHidden();
	};
	await find("inven", /^Inventory/);
	await expectHeading(page, "Inventory");
	await find("payments-g", /payments-group/);
	await expect(page.getByRole("region", { name: "Partitions of payments-group" })).toBeVisible();
	await find("restock webcam", /Restock Webcam HD/);
	await expect(page.getByRole("dialog", { name: "Restock Webcam HD" })).toBeVisible();
	await page.keyboard.press("Escape");
	await find("new order", /^New order/);
	await expect(page.getByRole("dialog", { name: "New order" })).toBeVisible();
	await page.keyboard.press("Escape");
	await find("cancelled", /^Cancelled/);
	await expect(page).toHaveURL(/#\/orders\?status=CANCELLED$/);
});

test("keys typed immediately after Ctrl+K all reach the palette, on a slow machine, while a form gives the focus back", async ({
	open,
}) => {
	const page = await open("#/inventory");
	const field = page.getByRole("combobox", { name: "Find" });
	const form = page.getByRole("dialog", { name: "Restock Webcam HD" });
	const restock = page.getByRole("button", { name: "Restock Webcam HD" });
	await restock.waitFor();
	await slowDown(page, 6);
	for (let round = 0; round < ROUNDS; round++) {
		await restock.press("Enter");
		await form.waitFor();
		await page.keyboard.press("Escape");
		await page.keyboard.press("Control+k");
		await page.keyboard.type("new order");
		expect(await field.inputValue(), `what was typed, round ${round}`).toBe("new order");
		await page.keyboard.press("Escape");
		await field.waitFor({ state: "detached" });
		await form.waitFor({ state: "detached" });
	}
});

test("the palette over an open form: Escape closes the palette alone, and what was typed below stays", async ({ open }) => {
	const page = await open("#/orders?new=true");
	const customer = page.getByRole("dialog", { name: "New order" }).getByLabel("Customer id");
	await customer.fill("4242");
	await page.keyboard.press("Control+k");
	await page.keyboard.type("lag");
	await page.keyboard.press("Escape");
	await expect(page.getByRole("combobox", { name: "Find" })).toBeHidden();
	await page.keyboard.type("9");
	await expect(customer).toHaveValue("42429");
});

test("keys lead to every screen, help shows them, and they can be turned off", async ({ open }) => {
	const page = await open("#/");
	await expectHeading(page, "Overview");
	const screens = {
		o: "Orders",
		a: "Fraud alerts",
		l: "Consumer lag",
		e: "Events",
		r: "Replay",
		i: "Inventory",
		s: "Services",
		h: "Overview",
	};
	for (const [key, name] of Object.entries(screens)) {
		await pressInTurn(page, "g", key);
		await expectHeading(page, name);
	}
	await page.keyboard.press("p");
	await expect(page.getByRole("button", { name: "Resume live" })).toBeVisible();
	await page.keyboard.press("p");
	await page.keyboard.press("?");
	const sheet = page.getByRole("dialog", { name: "Shortcuts" });
	await sheet.getByRole("switch", { name: /Single-key shortcuts/ }).click();
	await page.keyboard.press("Escape");
	await expect(sheet).toBeHidden();
	await pressInTurn(page, "g", "o");
	// A key that still acts has been handled by then: the two before it would have led away.
	await page.keyboard.press("Control+k");
	await expect(page.getByRole("combobox", { name: "Find" })).toBeVisible();
	await page.keyboard.press("Escape");
	await expectHeading(page, "Overview");
});

const SCREENS = {
	overview: "#/",
	orders: "#/orders?country=DE",
	alerts: "#/alerts",
	lag: "#/lag?group=payments-group",
	events: "#/events",
	replay: "#/replay",
	inventory: "#/inventory",
	services: "#/services",
};

for (const [screen, hash] of Object.entries(SCREENS)) {
	test(`everything on the ${screen} screen is reached by Tab`, async ({ open }) => {
		const page = await open(hash);
		await expectLive(page);
		// Rows and figures stand still while they are counted.
		await page.getByRole("button", { name: "Pause live" }).click();
		const all = await settled(() => focusable(page));
		const reached = await reachedByTab(page, all.length + 40);
		expect(
			all.filter((_, index) => !reached.has(String(index))),
			"not reached by Tab",
		).toEqual([]);
	});
}
