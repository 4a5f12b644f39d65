/** What the app uses of the system: files, notifications, badge, theme, links, menus; and pages that keep to their content policy. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { doubleOf, onlyPage, openEnvironment, signIn } from "./desktop.ts";
import type { MenuItem } from "./double/double.ts";
import { expect, test } from "./fixtures.ts";

const SCREENS = ["/", "/orders", "/alerts", "/lag", "/events", "/replay", "/inventory", "/services"];

function itemsOf(menu: readonly MenuItem[]): MenuItem[] {
	return menu.flatMap((item) => [item, ...itemsOf(item.submenu ?? [])]);
}

test("where the windows are is in its file before the app quits", { tag: "@double" }, async ({ start, userData }) => {
	const desktop = await start();
	let saved: unknown;
	doubleOf(desktop).app.once("quit", () => {
		saved = JSON.parse(readFileSync(join(userData, "windows.json"), "utf8"));
	});
	await desktop.end();
	assert.deepEqual(Object.values(saved ?? {}), [{ x: 10, y: 20, width: 1440, height: 900, maximized: false }]);
});

test("7: no screen violates the content policy, in either theme", async ({ start, daemon }) => {
	const desktop = await start();
	const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
	await signIn(page, daemon.token);
	await page.evaluate(() => {
		const violations: string[] = [];
		document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
			violations.push(`${effectiveDirective} ${blockedURI} ${sourceFile}`),
		);
		Object.assign(window, { violations });
	});
	for (const theme of ["light", "dark"] as const) {
		await page.evaluate((choice) => window.orderdeck?.theme?.set(choice), theme);
		for (const screen of SCREENS) {
			await page.evaluate((route) => {
				location.hash = route;
			}, screen);
			await page.getByRole("heading", { level: 1 }).waitFor();
			await expect(page.locator("main [aria-busy=true]")).toHaveCount(0);
		}
		// What opens over a screen has styles of its own.
		await page.keyboard.press("Control+k");
		await page.getByRole("dialog").waitFor();
		await page.keyboard.press("Escape");
	}
	assert.deepEqual(await page.evaluate(() => (window as unknown as { violations: string[] }).violations), []);
	assert.deepEqual(
		desktop.logged().filter((line) => /content security policy/i.test(line)),
		[],
	);
});

test("a file is written where the operator chooses, or not at all", { tag: "@double" }, async ({ start, userData }) => {
	const desktop = await start();
	const double = doubleOf(desktop);
	const save = (name: string) =>
		onlyPage(desktop).evaluate((as) => window.orderdeck?.saveFile(as, "text/csv", "id,amount\n1,2.50\n"), name);
	assert.equal(await save("orders.csv"), "cancelled");
	double.saveTo = join(userData, "there.csv");
	assert.equal(await save("orders.csv"), "saved");
	assert.equal(await readFile(double.saveTo, "utf8"), "id,amount\n1,2.50\n");
	await assert.rejects(save("../orders.csv"), /does not take this/);
});

test("a notification replaces the one before, and opens its order in its environment's window", { tag: "@double" }, async ({
	start,
	daemon,
}) => {
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
	await expect(page).toHaveURL(/#\/orders\?order=1$/);
});

test("a deep link opens its order, and one without a meaning leaves the page where it is", { tag: "@double" }, async ({
	start,
	daemon,
}) => {
	const desktop = await start();
	const double = doubleOf(desktop);
	const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
	await signIn(page, daemon.token);
	double.app.emit("second-instance", {}, ["orderdeck", "orderdeck://orders/12"]);
	await expect(page).toHaveURL(/#\/orders\?order=12$/);
	for (const link of ["orderdeck://orders/1/2", "orderdeck://settings", "orderdeck://orders/%FF"]) {
		double.app.emit("open-url", { preventDefault: () => undefined }, link);
	}
	// A link that is ignored announces nothing: its absence can only be waited for.
	await page.waitForTimeout(300);
	assert.ok(page.url().endsWith("#/orders?order=12"), page.url());
});

test("the badge is the sum over the windows; the theme is one for all and kept", { tag: "@double" }, async ({
	start,
	daemon,
	userData,
}) => {
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
});

test("the menu and the tray lead to every environment and screen", { tag: "@double" }, async ({ start, daemon }) => {
	const desktop = await start();
	const double = doubleOf(desktop);
	const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
	await signIn(page, daemon.token);
	const labels = (menu: readonly MenuItem[]) => itemsOf(menu).flatMap(({ label }) => (label === undefined ? [] : [label]));
	for (const label of ["This machine", "eu-prod (production)", "Start the local daemon", "Consumer lag", "Show the crash log"]) {
		assert.ok(labels(double.menu).includes(label), label);
	}
	assert.deepEqual(labels(double.trayMenu), ["This machine", "eu-prod (production)", "Start the local daemon", "Quit Orderdeck"]);
	itemsOf(double.menu)
		.find(({ label }) => label === "Consumer lag")
		?.click?.();
	await expect(page).toHaveURL(/#\/lag$/);
});
