/** What people expect of a console they live in: find, keys, views, exports, being told. */
import type { Page } from "playwright-core";
import { connectionKind, firstRow, pointAway, rows, until } from "./console-page.ts";
import type { Case } from "./suite.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

/** Makes the page's machine `times` as slow. */
async function slowDown(page: Page, times: number): Promise<void> {
	const session = await page.context().newCDPSession(page);
	await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

/** What Tab should reach of what is seen. Of a group of radios that is the chosen one: arrows lead to the others. */
function focusable(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, [tabindex='0']")];
		const seen = all.filter(
			(element) => element.checkVisibility() && !element.matches(":disabled, [tabindex='-1'], [type=radio]:not(:checked)"),
		);
		for (const [place, element] of seen.entries()) element.dataset.reach = String(place);
		return seen.map((element) => `${element.dataset.reach}: ${element.outerHTML.slice(0, 120)}`);
	});
}

async function reached(page: Page, presses: number): Promise<Set<string>> {
	const places = new Set<string>();
	for (let press = 0; press < presses; press++) {
		await page.keyboard.press("Tab");
		const place = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.reach);
		if (place !== undefined) places.add(place);
	}
	return places;
}

const SCREENS = [
	"#/",
	"#/orders?country=DE",
	"#/alerts",
	"#/lag?group=payments-group",
	"#/events",
	"#/replay",
	"#/inventory",
	"#/services",
];

export const habitCases: readonly Case[] = [
	{
		name: "the palette leads to screens, orders, groups and actions, by keyboard alone",
		async run({ open }) {
			const page = await open("#/");
			await heading(page, "Overview");
			const find = async (text: string, chosen: RegExp) => {
				await page.keyboard.press("Control+k");
				await page.keyboard.type(text);
				await page.getByRole("option", { selected: true }).filter({ hasText: chosen }).waitFor();
				await page.keyboard.press("Enter");
				await page.getByRole("combobox", { name: "Find" }).waitFor({ state: "detached" });
			};
			await find("inven", /^Inventory/);
			await heading(page, "Inventory");
			await find("payments-g", /payments-group/);
			await page.getByRole("region", { name: "Partitions of payments-group" }).waitFor();
			await find("restock webcam", /Restock Webcam HD/);
			await page.getByRole("dialog", { name: "Restock Webcam HD" }).waitFor();
			await page.keyboard.press("Escape");
			await find("new order", /^New order/);
			await page.getByRole("dialog", { name: "New order" }).waitFor();
			await page.keyboard.press("Escape");
			await find("cancelled", /^Cancelled/);
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/orders?status=CANCELLED"),
			);
		},
	},
	{
		name: "keys typed at once after Ctrl+K all reach the palette, on a slow machine, while a form gives the focus back",
		async run({ open }) {
			const page = await open("#/inventory");
			await page.locator("tr[data-product]").nth(7).waitFor();
			const field = page.getByRole("combobox", { name: "Find" });
			const form = page.getByRole("dialog", { name: "Restock Webcam HD" });
			await slowDown(page, 6);
			for (let round = 0; round < 12; round++) {
				await page.getByRole("button", { name: "Restock Webcam HD" }).press("Enter");
				await form.waitFor();
				await page.keyboard.press("Escape");
				await page.keyboard.press("Control+k");
				await page.keyboard.type("new order");
				const typed = await field.inputValue();
				if (typed !== "new order") throw new Error(`round ${round}: of "new order" came "${typed}"`);
				await page.keyboard.press("Escape");
				await field.waitFor({ state: "detached" });
				await form.waitFor({ state: "detached" });
			}
		},
	},
	{
		name: "the palette over an open form: Escape closes the palette alone, and what was typed below stays",
		async run({ open }) {
			const page = await open("#/orders?new=true");
			const form = page.getByRole("dialog", { name: "New order" });
			await form.getByLabel("Customer id").fill("4242");
			await page.keyboard.press("Control+k");
			await page.keyboard.type("lag");
			await page.keyboard.press("Escape");
			await page.getByRole("combobox", { name: "Find" }).waitFor({ state: "detached" });
			await page.keyboard.type("9");
			const customer = await form.getByLabel("Customer id").inputValue();
			if (customer !== "42429") throw new Error(`the form says customer ${customer}`);
		},
	},
	{
		name: "keys lead to every screen, help shows them, and they can be turned off",
		async run({ open }) {
			const page = await open("#/");
			await heading(page, "Overview");
			for (const [key, name] of Object.entries({
				o: "Orders",
				a: "Fraud alerts",
				l: "Consumer lag",
				e: "Events",
				r: "Replay",
				i: "Inventory",
				s: "Services",
				h: "Overview",
			})) {
				await page.keyboard.press("g");
				await page.keyboard.press(key);
				await heading(page, name);
			}
			await page.keyboard.press("p");
			await page.getByRole("button", { name: "Resume live" }).waitFor();
			await page.keyboard.press("p");
			await page.keyboard.press("?");
			const sheet = page.getByRole("dialog", { name: "Shortcuts" });
			await sheet.getByRole("switch", { name: /Single keys act/ }).click();
			await page.keyboard.press("Escape");
			await sheet.waitFor({ state: "detached" });
			await page.keyboard.press("g");
			await page.keyboard.press("o");
			await page.waitForTimeout(300);
			await heading(page, "Overview");
		},
	},
	{
		name: "everything on every screen is reached by Tab",
		async run({ open }) {
			for (const hash of SCREENS) {
				const page = await open(hash);
				await until(
					"the connection",
					() => connectionKind(page),
					(kind) => kind === "live",
				);
				// Rows and figures stand still while they are counted.
				await page.getByRole("button", { name: "Pause live" }).click();
				await page.waitForTimeout(1_500);
				const all = await focusable(page);
				const places = await reached(page, all.length + 40);
				const missed = all.filter((_, place) => !places.has(String(place)));
				if (missed.length > 0) throw new Error(`${hash}: not reached by Tab:\n${missed.join("\n")}`);
				await page.close();
			}
		},
	},
	{
		name: "a view is saved, survives a reload, and is removed",
		async run({ open }) {
			const page = await open("#/orders?country=DE&minAmount=400");
			await page.getByRole("button", { name: "Save view" }).click();
			await page.getByLabel("Name").fill("German, large");
			await page.keyboard.press("Enter");
			const views = page.getByRole("navigation", { name: "Views of orders" });
			await views.getByRole("link", { name: "German, large" }).waitFor();
			await views.getByRole("link", { name: "All orders" }).click();
			await page.reload();
			await views.getByRole("link", { name: "German, large" }).click();
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/orders?country=DE&minAmount=400"),
			);
			await views.getByRole("button", { name: "Remove the view German, large" }).click();
			await views.getByRole("link", { name: "German, large" }).waitFor({ state: "detached" });
		},
	},
	{
		name: "orders are found by when they were created: a span, or two ends picked",
		async run({ open }) {
			const page = await open("#/orders");
			await firstRow(page);
			await page.getByRole("button", { name: "Created", exact: true }).click();
			await page.getByRole("button", { name: "last hour" }).click();
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/orders?since=1h"),
			);
			await page.getByRole("button", { name: "From (UTC)" }).click();
			await page.locator(".mantine-DateTimePicker-day:not([data-outside])").first().click();
			await page.getByRole("button", { name: "Take this time" }).click();
			await until(
				"the address",
				async () => page.url(),
				(url) => /#\/orders\?from=\d{4}-\d{2}-01T\d{2}:\d{2}:\d{2}Z$/.test(url),
			);
			await page.goto(page.url().replace(/#.*/, "#/orders?to=2020-01-01T00:00:00Z"));
			await page.getByText("No order fits these filters").waitFor();
		},
	},
	{
		name: "an export can be stopped, and then saves nothing",
		async run({ open }) {
			const page = await open("#/orders", {
				before: (each) =>
					each.route(/orders\.list.*%22limit%22%3A500|orders\.list.*"limit":500/, async (route) => {
						await new Promise((resolve) => setTimeout(resolve, 1_500));
						await route.continue().catch(() => undefined);
					}),
			});
			let saved = false;
			page.on("download", () => {
				saved = true;
			});
			await firstRow(page);
			await page.getByRole("button", { name: "Export" }).click();
			await page.getByRole("menuitem", { name: /JSON/ }).click();
			await page.getByTestId("export-progress").waitFor();
			await page.getByRole("button", { name: "Stop" }).click();
			await page.getByRole("button", { name: "Export" }).waitFor();
			await page.waitForTimeout(2_000);
			if (saved) throw new Error("a stopped export was saved");
		},
	},
	{
		name: "high-score alerts are told of by the system while one looks elsewhere, together, and can be muted",
		async run({ open }) {
			const page = await open("#/alerts", {
				async before(each) {
					await each.context().grantPermissions(["notifications"]);
					await each.addInitScript(() => {
						const told: string[] = [];
						class Spy {
							static permission = "granted";
							static requestPermission = async () => "granted";
							constructor(title: string, options: { body: string; tag: string }) {
								told.push(`${options.tag}|${title}|${options.body}`);
							}
						}
						Object.assign(window, { Notification: Spy, told });
						document.hasFocus = () => false;
					});
				},
			});
			const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
			await page.getByRole("button", { name: "Notifications" }).click();
			await page.getByRole("switch", { name: /By the system too/ }).click();
			await until(
				"several as one",
				told,
				(all) => all.some((each) => /^alerts\|\d+ alerts of 90 and more\|\$[\d,.]+ in all/.test(each)),
				40_000,
			);
			// By then more of them wait to be told in the next notice: muting is about those, too.
			await page.waitForTimeout(4_000);
			await page.getByRole("switch", { name: /New alerts of 90/ }).click();
			await page.keyboard.press("Escape");
			const before = (await told()).filter((each) => each.startsWith("alerts|")).length;
			await page.waitForTimeout(16_000);
			const after = (await told()).filter((each) => each.startsWith("alerts|")).length;
			if (after > before) throw new Error(`told of ${after - before} alerts while muted`);
		},
	},
	{
		name: "ids are copied by a button",
		async run({ open }) {
			const page = await open("#/orders", { before: (each) => each.context().grantPermissions(["clipboard-read", "clipboard-write"]) });
			await pointAway(page);
			await rows(page).nth(2).click();
			const panel = page.getByRole("complementary", { name: "Details" });
			const name = await panel.getByRole("heading", { name: /^Order/ }).innerText();
			await panel.getByRole("button", { name: "Copy order id" }).click();
			const copied = await page.evaluate(() => navigator.clipboard.readText());
			if (`Order ${copied}` !== name) throw new Error(`copied ${copied} of ${name}`);
		},
	},
];
