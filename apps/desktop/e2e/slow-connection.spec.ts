/** A slow connection and one that loses responses: ages stay true, and an impatient order is made once. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { chooseProduct, connection, expectHeading, expectLive, firstRow, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { listOrders, restock } from "./support/rest.ts";
import { secondsOf } from "./support/shown-age.ts";
import { createSlowProxy } from "./support/slow-proxy.ts";

async function fillOrder(page: Page, customer: string) {
	await page.getByRole("button", { name: "New order" }).click();
	const form = page.getByRole("dialog", { name: "New order" });
	await form.getByLabel("Customer id").fill(customer);
	await chooseProduct(page, /USB-C Hub/);
	return form;
}

/** A second order would be there a moment after the first: its absence can only be waited for. */
async function expectOneOrder(url: string, customer: string): Promise<void> {
	const count = () => listOrders(url, { customer }).then(({ length }) => length);
	await expect.poll(count).toBeGreaterThan(0);
	await sleep(1_000);
	expect(await count()).toBe(1);
}

test("a connection of 1 s in each direction: screens show that they load, ages include it, an impatient order is made once", async ({
	open,
	daemon,
	expectErrors,
	note,
}) => {
	expectErrors();
	await restock(daemon.url, "PROD-003");
	await using proxy = await createSlowProxy(daemon.url);
	const page = await open("#/", { at: proxy.url });
	await expectHeading(page, "Overview");
	proxy.delay(1_000);
	await page.reload({ waitUntil: "commit" });
	await page.getByText("Connecting to the daemon").waitFor();
	await page.locator("[aria-busy=true]").first().waitFor();
	let shown = "";
	const age = async () => {
		shown = (await connection(page).innerText()).split("\n")[0] ?? "";
		return shown.startsWith("live") && secondsOf(shown) >= 0.7 && secondsOf(shown) < 3;
	};
	await expect.poll(age, { message: "the age of what is live" }).toBe(true);
	note(`shows "${shown}" over a connection that takes 1 s`);
	await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Orders", exact: true }).click();
	await page.locator("[aria-busy=true]").first().waitFor();
	// The screen's code, then its list: each goes there and back.
	await rows(page).first().waitFor();

	const form = await fillOrder(page, "770001");
	await form.getByLabel("Customer id").press("Enter");
	await form.getByLabel("Customer id").press("Enter");
	const button = form.getByRole("button", { name: "Create order" });
	expect(await button.getAttribute("data-loading"), "shows that the order is being made").not.toBeNull();
	await button.click({ force: true });
	await form.waitFor({ state: "detached" });
	await expectOneOrder(daemon.url, "770001");
	note("Enter twice and a click while the response is pending: one order");
});

test("the response to a new order is lost: the form shows it and stays, and trying again makes no second order", async ({
	open,
	daemon,
	expectErrors,
}) => {
	expectErrors();
	await restock(daemon.url, "PROD-003");
	await using proxy = await createSlowProxy(daemon.url);
	const page = await open("#/orders", { at: proxy.url });
	await firstRow(page);
	const form = await fillOrder(page, "770002");
	proxy.loseResponses(true);
	await form.getByRole("button", { name: "Create order" }).click();
	await form.getByRole("alert").waitFor();
	proxy.loseResponses(false);
	await expectLive(page);
	await form.getByRole("button", { name: "Create order" }).click();
	await form.waitFor({ state: "detached" });
	await expectOneOrder(daemon.url, "770002");
});
