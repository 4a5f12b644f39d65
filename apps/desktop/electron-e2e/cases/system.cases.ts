/** What the app has of the system: files, notifications, badge, theme, links, menus, and pages that keep to their content policy. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Case, type Desktop, eventually, onlyPage, openEnvironment, signIn } from "../desktop.ts";
import type { MenuItem } from "../double/double.ts";

const SCREENS = ["/", "/orders", "/alerts", "/lag", "/events", "/replay", "/inventory", "/services"];

function doubleOf(desktop: Desktop) {
	if (desktop.double === undefined) throw new Error("this case needs the double");
	return desktop.double;
}

function itemsOf(menu: readonly MenuItem[]): MenuItem[] {
	return menu.flatMap((item) => [item, ...itemsOf(item.submenu ?? [])]);
}

export const systemCases: readonly Case[] = [
	{
		name: "7: no screen offends the content policy, in either theme",
		async run({ start, daemon }) {
			const desktop = await start();
			const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
			await signIn(page, daemon.token);
			await page.evaluate(() => {
				const offences: string[] = [];
				document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
					offences.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
				);
				Object.assign(window, { offences });
			});
			for (const theme of ["light", "dark"] as const) {
				await page.evaluate((choice) => window.orderdeck?.theme?.set(choice), theme);
				for (const screen of SCREENS) {
					await page.evaluate((route) => {
						location.hash = route;
					}, screen);
					await page.getByRole("heading", { level: 1 }).waitFor();
					await page.waitForTimeout(300);
				}
				// What opens over a screen brings styles of its own.
				await page.keyboard.press("Control+k");
				await page.getByRole("dialog").waitFor();
				await page.keyboard.press("Escape");
			}
			assert.deepEqual(await page.evaluate(() => (window as unknown as { offences: string[] }).offences), []);
			assert.deepEqual(
				desktop.logged().filter((line) => /content security policy/i.test(line)),
				[],
			);
		},
	},
	{
		name: "a file is written where the operator says, or not at all",
		needs: "double",
		async run({ start, userData }) {
			const desktop = await start();
			const double = doubleOf(desktop);
			const save = (name: string) =>
				onlyPage(desktop).evaluate((as) => window.orderdeck?.saveFile(as, "text/csv", "id,amount\n1,2.50\n"), name);
			assert.equal(await save("orders.csv"), "cancelled");
			double.saveTo = join(userData, "there.csv");
			assert.equal(await save("orders.csv"), "saved");
			assert.equal(await readFile(double.saveTo, "utf8"), "id,amount\n1,2.50\n");
			await assert.rejects(save("../orders.csv"), /does not take this/);
		},
	},
	{
		name: "a notification takes the place of the one before, and opens its order in its environment's window",
		needs: "double",
		async run({ start, daemon }) {
			const desktop = await start();
			const double = doubleOf(desktop);
			const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
			await signIn(page, daemon.token);
			const notify = (title: string) =>
				page.evaluate((text) => window.orderdeck?.notify({ title: text, body: "Order 1", tag: "alerts", route: "/orders?order=1" }), title);
			assert.equal(await notify("One alert"), "shown");
			assert.equal(await notify("Two alerts"), "shown");
			const mine = double.notifications.filter(({ body }) => body === "Order 1");
			assert.deepEqual(
				mine.map(({ title, closed }) => [title, closed]),
				[
					["One alert", true],
					["Two alerts", false],
				],
			);
			mine[1]?.click();
			await eventually("the order is open", () => page.url().endsWith("#/orders?order=1"));
		},
	},
	{
		name: "a deep link opens its order, and one that means nothing leaves the page where it is",
		needs: "double",
		async run({ start, daemon }) {
			const desktop = await start();
			const double = doubleOf(desktop);
			const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
			await signIn(page, daemon.token);
			double.app.emit("second-instance", {}, ["orderdeck", "orderdeck://orders/12"]);
			await eventually("the order is open", () => page.url().endsWith("#/orders?order=12"));
			for (const link of ["orderdeck://orders/1/2", "orderdeck://settings", "orderdeck://orders/<script>"]) {
				double.app.emit("open-url", { preventDefault: () => undefined }, link);
			}
			await page.waitForTimeout(300);
			assert.ok(page.url().endsWith("#/orders?order=12"), page.url());
		},
	},
	{
		name: "the badge is the sum over the windows; the theme is one for all and kept",
		needs: "double",
		async run({ start, daemon, userData }) {
			const desktop = await start();
			const double = doubleOf(desktop);
			const first = onlyPage(desktop);
			const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
			await first.evaluate(() => window.orderdeck?.badge(2));
			await page.evaluate(() => window.orderdeck?.badge(3));
			assert.equal(double.app.badge, 5);
			await page.evaluate(() => window.orderdeck?.theme?.set("dark"));
			for (const each of [first, page]) {
				await each.waitForFunction(() => document.documentElement.dataset.mantineColorScheme === "dark");
			}
			assert.match(await readFile(join(userData, "settings.json"), "utf8"), /"theme": "dark"/);
		},
	},
	{
		name: "the menu and the tray lead to every environment and screen",
		needs: "double",
		async run({ start, daemon }) {
			const desktop = await start();
			const double = doubleOf(desktop);
			const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
			await signIn(page, daemon.token);
			const labels = (menu: readonly MenuItem[]) => itemsOf(menu).flatMap(({ label }) => (label === undefined ? [] : [label]));
			for (const label of [
				"This machine",
				"eu-prod (production)",
				"Start the daemon of this machine",
				"Consumer lag",
				"Show the crash log",
			]) {
				assert.ok(labels(double.menu).includes(label), label);
			}
			assert.deepEqual(labels(double.trayMenu), [
				"This machine",
				"eu-prod (production)",
				"Start the daemon of this machine",
				"Quit Orderdeck",
			]);
			itemsOf(double.menu)
				.find(({ label }) => label === "Consumer lag")
				?.click?.();
			await eventually("the screen is open", () => page.url().endsWith("#/lag"));
		},
	},
];
