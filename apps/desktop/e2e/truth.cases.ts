/** What the operator sees while daemon, line and clocks are not as they should be: it is true, and says how old it is. */
import type { Page } from "playwright-core";
import { connection, connectionKind, firstRow, pointAway, rows, until } from "./console-page.ts";
import { createRewritingProxy, createSlowProxy } from "./proxy.ts";
import { listOrders, restock, servicesOf } from "./rest.ts";
import type { Case, Scene } from "./suite.ts";

const HASHES = ["#/", "#/orders", "#/alerts", "#/lag?group=payments-group", "#/events", "#/replay", "#/inventory", "#/services"];

/** As a daemon of a later contract would answer: words, events and fields that this console has never heard of. */
function later(body: string): string {
	return body
		.replaceAll(/"version":"[^"]*"/g, '"version":"9.0.0"')
		.replaceAll('"status":"PREPARED"', '"status":"ON_HOLD"')
		.replaceAll('"status":"OK"', '"status":"LIMPING"')
		.replaceAll('"state":"running"', '"state":"warming-up"')
		.replaceAll('"type":"PAYMENT_PROCESSING"', '"type":"PAYMENT_QUEUED"')
		.replaceAll('"kind":"steady"', '"kind":"oscillating"')
		.replaceAll('"source":"order-service",', '"channel":{"kind":"kiosk"},');
}

const noScreenBroke = async (page: Page) => {
	if (await page.getByText("This screen has broken").isVisible()) throw new Error(`broke: ${await page.locator("main").innerText()}`);
};

/** Seconds in `0.4 s`, `12 s`, `9 m 58 s`. */
function secondsOf(words: string): number {
	const part = (unit: string) => Number(new RegExp(`([\\d.]+)\\s*${unit}\\b`).exec(words.replaceAll("\u202f", " "))?.[1] ?? 0);
	return part("h") * 3600 + part("m") * 60 + part("s");
}

const newerDaemon: Case = {
	name: "a daemon of a later contract takes over: the page says so, offers to reload, and shows what it does not know as it comes",
	async run({ open, daemon, expectErrors, note }) {
		expectErrors();
		await using proxy = await createRewritingProxy(daemon.url);
		const page = await open("#/orders", { at: proxy.url });
		await until(
			"the connection",
			() => connectionKind(page),
			(kind) => kind === "live",
		);
		const bar = page.getByText(/^The daemon is v9\.0\.0, newer than this page \(v/);
		if (await bar.isVisible()) throw new Error("the page speaks of another version before there is one");
		proxy.replaceDaemon(later);
		await bar.waitFor();
		await page.getByRole("grid").getByText("On hold").first().waitFor();
		for (const hash of HASHES) {
			await page.goto(`${proxy.url}/${hash}`);
			await page.getByRole("heading", { level: 1 }).waitFor();
			await page.waitForTimeout(1_500);
			await noScreenBroke(page);
			await bar.waitFor();
		}
		await page.getByText("9.0.0", { exact: true }).first().waitFor();
		await page.getByText("Warming-up").or(page.getByText("warming-up")).first().waitFor();
		await page.goto(`${proxy.url}/#/lag`);
		await page.locator("tr[data-group]").getByText("Unknown").first().waitFor();
		note("unknown order status, lag status, service state, event, forecast and field: every screen stands");
		const loaded = page.waitForEvent("load");
		await page.getByRole("button", { name: "Reload" }).click();
		await loaded;
	},
};

const missingField: Case = {
	name: "a daemon of a later contract leaves out a field that a screen needs: that screen says why, the rest goes on",
	async run({ open, daemon, expectErrors }) {
		expectErrors();
		await using proxy = await createRewritingProxy(daemon.url);
		proxy.replaceDaemon((body) => later(body).replaceAll('"lifecycle":', '"history":'));
		const page = await open("#/orders", { at: proxy.url });
		await rows(page).first().or(page.getByText("This screen has broken")).first().waitFor();
		if (await rows(page).first().isVisible()) await rows(page).first().click({ force: true });
		await page.getByText(/they are of different versions/).waitFor();
		await page.getByRole("button", { name: "Reload" }).first().waitFor();
		await page
			.getByRole("navigation", { name: "Screens" })
			.getByRole("link", { name: /Inventory/ })
			.click();
		await page.locator("tr[data-product]").nth(7).waitFor();
	},
};

const slowLine: Case = {
	name: "a line of 2 s in each direction: screens say that they load, ages tell of it, an impatient order is made once",
	async run({ open, daemon, expectErrors, note }) {
		expectErrors();
		await restock(daemon.url, "PROD-003");
		await using proxy = await createSlowProxy(daemon.url);
		const page = await open("#/", { at: proxy.url });
		await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
		proxy.delay(2_000);
		await page.reload({ waitUntil: "commit" });
		await page.getByText("Connecting to the daemon").waitFor();
		await page.locator("[aria-busy=true]").first().waitFor();
		const seen = await until(
			"the age of what is live",
			async () => (await connection(page).innerText()).split("\n")[0] ?? "",
			(words) => words.startsWith("live") && secondsOf(words) >= 1.4 && secondsOf(words) < 4.5,
			60_000,
		);
		note(`says "${seen}" of a line that takes 2 s`);
		await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Orders", exact: true }).click();
		await page.locator("[aria-busy=true]").first().waitFor();
		// The screen's code, then its list: each takes the line there and back.
		await rows(page).first().waitFor({ timeout: 60_000 });
		await orderOnce({ page, url: daemon.url, customer: "770001" });
		note("Enter twice and a click while the answer is under way: one order");
	},
};

/** Makes an order as one does who does not wait: Enter, Enter, and the button. */
async function orderOnce({ page, url, customer }: { page: Page; url: string; customer: string }): Promise<void> {
	const form = await fillOrder(page, customer);
	await form.getByLabel("Customer id").press("Enter");
	await form.getByLabel("Customer id").press("Enter");
	const button = form.getByRole("button", { name: "Create order" });
	if ((await button.getAttribute("data-loading")) === null) throw new Error("nothing says that the order is being made");
	await button.click({ force: true });
	await form.waitFor({ state: "detached" });
	await oneOrder(url, customer);
}

async function fillOrder(page: Page, customer: string) {
	await page.getByRole("button", { name: "New order" }).click();
	const form = page.getByRole("dialog", { name: "New order" });
	await form.getByLabel("Customer id").fill(customer);
	await form
		.getByRole("textbox", { name: "Product 1" })
		.or(form.getByRole("combobox", { name: "Product 1" }))
		.first()
		.click();
	await page.getByRole("option", { name: /USB-C Hub/ }).click();
	return form;
}

async function oneOrder(url: string, customer: string): Promise<void> {
	const of = () => listOrders(url, { customer });
	await until("the order", of, (orders) => orders.length > 0);
	await new Promise((resolve) => setTimeout(resolve, 1_500));
	const orders = await of();
	if (orders.length !== 1) throw new Error(`${orders.length} orders of customer ${customer}`);
}

const lostAnswer: Case = {
	name: "the answer to a new order is lost on the way: the form says so and stays, and trying again makes no second order",
	async run({ open, daemon, expectErrors }) {
		expectErrors();
		await restock(daemon.url, "PROD-003");
		await using proxy = await createSlowProxy(daemon.url);
		const page = await open("#/orders", { at: proxy.url });
		await firstRow(page);
		const form = await fillOrder(page, "770002");
		proxy.loseAnswers(true);
		await form.getByRole("button", { name: "Create order" }).click();
		await form.getByRole("alert").waitFor();
		proxy.loseAnswers(false);
		await until(
			"the connection",
			() => connectionKind(page),
			(kind) => kind === "live",
		);
		await form.getByRole("button", { name: "Create order" }).click();
		await form.waitFor({ state: "detached" });
		await oneOrder(daemon.url, "770002");
	},
};

/** Sets the page's clock `ms` off. */
function skewed(ms: number) {
	return (page: Page) =>
		page.addInitScript((shift) => {
			const Right = Date;
			const now = () => Right.now() + shift;
			globalThis.Date = new Proxy(Right, {
				construct: (_target, given: unknown[]) => Reflect.construct(Right, given.length === 0 ? [now()] : given),
				get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
			});
		}, ms);
}

async function agesOf(page: Page, url: string): Promise<Readonly<Record<string, string>>> {
	const ages: Record<string, string> = {};
	ages.connection = (await connection(page).innerText()).split("\n")[0] ?? "";
	ages["a figure"] = await page
		.getByText(/^[\d.]+\s*(?:s|m.*)$/)
		.first()
		.innerText();
	ages["the newest alert"] = await page
		.getByRole("region", { name: "Newest alerts" })
		.locator("tbody tr td:last-child")
		.first()
		.innerText();
	await page.goto(`${url}/#/lag`);
	ages["the lag sample"] = await page.getByText(/sampled .* ago/).innerText();
	await page.goto(`${url}/#/inventory`);
	ages["the inventory"] = await page.getByText(/read .* ago/).innerText();
	return ages;
}

const clocks: readonly Case[] = [10, -10].map((minutes) => ({
	name: `this machine's clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? "fast" : "slow"}: every age is reckoned by the daemon's`,
	async run({ open, daemon, note }: Scene) {
		const page = await open("#/", { before: skewed(minutes * 60_000) });
		await page.getByRole("region", { name: "Newest alerts" }).locator("tbody tr").first().waitFor();
		await until(
			"the connection",
			() => connectionKind(page),
			(kind) => kind === "live",
		);
		const ages = await agesOf(page, daemon.url);
		for (const [what, words] of Object.entries(ages)) {
			if (secondsOf(words) > 30) throw new Error(`the age of ${what} is said to be ${words}`);
		}
		note(
			Object.entries(ages)
				.map(([what, words]) => `${what}: ${words}`)
				.join(", "),
		);
		await page.goto(`${daemon.url}/#/services`);
		const up = await page.locator("tr[data-role=analytics] td[title^='since ']").innerText();
		const [service] = await servicesOf(daemon.url);
		const real = (Date.now() - Date.parse(service?.started_at ?? "")) / 1000;
		if (Math.abs(secondsOf(up) - real) > 20) throw new Error(`a role is said to be up for ${up}; it is for ${real} s`);
		await page.goto(`${daemon.url}/#/orders?since=1h`);
		await pointAway(page);
		await firstRow(page);
	},
}));

export const truthCases: readonly Case[] = [newerDaemon, missingField, slowLine, lostAnswer, ...clocks];
