/** Live orders: they come, they can be followed to their end, paused, filtered, and survive a daemon that goes away. */
import { bar, connection, connectionKind, firstRow, pointAway, rowIds, rows, until } from "./console-page.ts";
import { createOrder, listOrders, restock } from "./rest.ts";
import type { Case } from "./suite.ts";

export const liveCases: readonly Case[] = [
	{
		name: "live orders appear within seconds, newest first",
		async run({ open }) {
			const page = await open("#/orders");
			await pointAway(page);
			const first = await firstRow(page);
			await until(
				"the newest order",
				() => firstRow(page),
				(id) => id !== first,
				5_000,
			);
			await until(
				"the connection",
				() => connectionKind(page),
				(kind) => kind === "live",
			);
		},
	},
	{
		name: "an order is followed in the panel until it is delivered",
		async run({ open, daemon }) {
			// An order of its own, with stock for it and no payment declined here: one of the producer's may end another way.
			await restock(daemon.url, "PROD-008");
			const id = await createOrder(daemon.url, "PROD-008", 19.99);
			const page = await open(`#/orders?order=${id}`);
			const panel = page.getByRole("complementary", { name: "Details" });
			const ended = await until(
				"the last step",
				() => panel.getByTestId("timeline").innerText(),
				(text) => /Order delivered\n\+|Order cancelled\n|Out of stock\n|Payment failed\n/.test(text),
				30_000,
			);
			if (!ended.includes("Order delivered")) throw new Error(`order ${id} was not delivered:\n${ended}`);
			await panel.getByText("Delivered", { exact: true }).waitFor();
		},
	},
	{
		name: "pause holds the rows still and counts what waits; resume catches up",
		async run({ open }) {
			const page = await open("#/orders");
			await firstRow(page);
			await page.getByRole("button", { name: "Pause live" }).click();
			await bar(page).getByText("Paused").waitFor();
			const before = await rowIds(page);
			const waiting = () => page.getByTestId("waiting").getAttribute("data-count").then(Number);
			const count = await until("orders that wait", waiting, (waits) => waits >= 50);
			if ((await rowIds(page)).join() !== before.join()) throw new Error("rows moved while paused");
			await bar(page).getByRole("button", { name: "Resume" }).click();
			await pointAway(page);
			await bar(page).getByText("Live").waitFor();
			const newest = await until(
				"the newest order",
				() => firstRow(page).then(Number),
				(id) => id >= Number(before[0]) + count,
			);
			if (Number.isNaN(newest)) throw new Error("no row after resume");
		},
	},
	{
		name: "rows do not move under the pointer",
		async run({ open }) {
			const page = await open("#/orders");
			await firstRow(page);
			await page.getByRole("grid", { name: "Orders" }).hover({ position: { x: 300, y: 200 } });
			await bar(page).getByText("Held").waitFor();
			const before = await rowIds(page);
			await until(
				"orders that wait",
				() => page.getByTestId("waiting").getAttribute("data-count").then(Number),
				(waits) => waits >= 30,
			);
			if ((await rowIds(page)).join() !== before.join()) throw new Error("rows moved under the pointer");
			await pointAway(page);
			await until(
				"the newest order",
				() => firstRow(page),
				(id) => id !== before[0],
			);
		},
	},
	{
		name: "filters stand in the address and survive a reload",
		async run({ open }) {
			const page = await open("#/orders");
			await page.getByRole("button", { name: "Country" }).click();
			await page.getByRole("checkbox", { name: /DE/ }).check();
			await page.keyboard.press("Escape");
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/orders?country=DE"),
			);
			await page.reload();
			await firstRow(page);
			await pointAway(page);
			const countries = () => rows(page).locator("[role=gridcell]:nth-child(5)").allInnerTexts();
			await until("the countries in the list", countries, (all) => all.length > 3 && all.every((country) => country.trim() === "DE"));
			await page.getByRole("button", { name: "Remove Country" }).click();
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/orders"),
			);
			await until("the countries in the list", countries, (all) => all.some((country) => country.trim() !== "DE"));
		},
	},
	{
		name: "older orders load while one scrolls",
		async run({ open, daemon }) {
			// Before the page is opened: else all of them have come in live and none is left to load.
			await until(
				"orders in the daemon",
				() => listOrders(daemon.url, {}),
				(orders) => orders.length > 400,
				40_000,
			);
			const page = await open("#/orders");
			await firstRow(page);
			const loaded = () =>
				page
					.getByText(/loaded/)
					.innerText()
					.then((text) => Number.parseInt(text.replaceAll(",", ""), 10));
			const before = await loaded();
			await rows(page).first().hover();
			await until(
				"orders loaded",
				async () => {
					await page.mouse.wheel(0, 40 * 100);
					return loaded();
				},
				(count) => count >= before + 100,
			);
		},
	},
	{
		name: "a new order is written, opens, and is cancelled with a reason",
		async run({ open, daemon }) {
			await restock(daemon.url, "PROD-008");
			const page = await open("#/orders");
			await page.getByRole("button", { name: "New order" }).click();
			const form = page.getByRole("dialog", { name: "New order" });
			await form.getByLabel("Customer id").fill("CUST-E2E");
			await form
				.getByRole("textbox", { name: "Product 1" })
				.or(form.getByRole("combobox", { name: "Product 1" }))
				.first()
				.click();
			await page.getByRole("option", { name: /Cable Management Kit/ }).click();
			await form.getByRole("button", { name: "Create order" }).click();
			const panel = page.getByRole("complementary", { name: "Details" });
			await panel.getByText("CUST-E2E").waitFor();
			await panel.getByRole("button", { name: /Cancel order/ }).click();
			const confirm = page.getByRole("dialog", { name: /Cancel order/ });
			await confirm.getByLabel(/Reason/).fill("Customer changed their mind");
			await confirm.getByRole("button", { name: "Cancel order" }).click();
			await until(
				"the panel",
				() => panel.innerText(),
				(text) => text.includes("Order cancelled"),
			);
		},
	},
	{
		name: "keys move, open and close",
		async run({ open }) {
			const page = await open("#/orders");
			await firstRow(page);
			await page.getByRole("grid", { name: "Orders" }).focus();
			await page.keyboard.press("ArrowDown");
			await page.keyboard.press("ArrowDown");
			await page.keyboard.press("Enter");
			const panel = page.getByRole("complementary", { name: "Details" });
			const first = await panel.getByRole("heading", { name: /^Order/ }).innerText();
			await page.keyboard.press("ArrowDown");
			await until(
				"the open order",
				() => panel.getByRole("heading", { name: /^Order/ }).innerText(),
				(name) => name !== first,
			);
			await page.keyboard.press("Escape");
			await panel.waitFor({ state: "detached" });
		},
	},
	{
		name: "a killed daemon leaves rows that are marked stale; once it is back the page catches up without a reload",
		async run({ open, daemon, expectErrors }) {
			expectErrors();
			const page = await open("#/orders");
			await pointAway(page);
			const before = await firstRow(page);
			await page.evaluate(() => Object.assign(window, { notReloaded: true }));
			await daemon.kill();
			await until(
				"the connection",
				() => connectionKind(page),
				(kind) => kind === "reconnecting" || kind === "stale",
			);
			await bar(page).getByRole("button", { name: "Try now" }).waitFor();
			await until(
				"the connection",
				() => connection(page).innerText(),
				(words) => /stale · \d+/.test(words),
			);
			if ((await rows(page).count()) < 10) throw new Error("the rows were not kept");
			await page.screenshot({ path: `${import.meta.dirname}/screenshots/orders-stale.png` });
			await daemon.start();
			await until(
				"the connection",
				() => connectionKind(page),
				(kind) => kind === "live",
			);
			await until(
				"the newest order",
				() => firstRow(page).then(Number),
				(id) => id > Number(before),
			);
			if (!(await page.evaluate(() => "notReloaded" in window))) throw new Error("the page was reloaded");
		},
	},
];
