/** Ten tasks of an operator's day, each by the shortest way the console offers: with at most the effort recorded, and done as the daemon sees it. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { details, expectLive, rowIds, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { type Effort, effortWords, type Operator, operatorAt } from "./support/operator.ts";
import { alertsOf, createOrder, lagOf, listOrders, orderOf, producerOf, productOf, replaysOf, setProducer } from "./support/rest.ts";
import { secondsOf } from "./support/shown-age.ts";

test.use({ pace: "calm" });

/** What each task took before the console's second pass; none may take more. */
const MOST = {
	"orders over $300 from Germany in the last hour": { clicks: 6, keys: 2, fields: 1 },
	"stuck orders, and why": { clicks: 3, keys: 0, fields: 0 },
	"cancel an order and follow its refund": { clicks: 2, keys: 2, fields: 2 },
	"new order": { clicks: 3, keys: 1, fields: 1 },
	"export a filtered list, its count first": { clicks: 4, keys: 0, fields: 0 },
	"alert → order → record → partition": { clicks: 6, keys: 0, fields: 0 },
	"is payments behind, and by how much": { clicks: 1, keys: 0, fields: 0 },
	restock: { clicks: 3, keys: 0, fields: 1 },
	"stop and start the producer": { clicks: 3, keys: 0, fields: 0 },
	"replay one day": { clicks: 3, keys: 0, fields: 1 },
} as const satisfies Record<string, Effort>;

interface Day {
	readonly operator: Operator;
	readonly page: Page;
	readonly note: (text: string) => void;
}

/** Sits down at the Overview. */
async function sitDown(page: Page): Promise<Operator> {
	await expectLive(page);
	await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
	return operatorAt(page);
}

/** The task is done on the screen: its effort is noted and held against what is recorded. */
function done(task: keyof typeof MOST, { operator, note }: Omit<Day, "page">): void {
	const effort = operator.effort();
	note(`${task}: ${effortWords(effort)}, ${operator.seconds().toFixed(1)} s`);
	const most = MOST[task];
	expect(effort.clicks, "clicks").toBeLessThanOrEqual(most.clicks);
	expect(effort.keys + effort.fields, "keys and typed fields").toBeLessThanOrEqual(most.keys + most.fields);
}

const screen = (page: Page, name: string): Locator => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name });
const view = (page: Page, name: RegExp): Locator =>
	page.getByRole("navigation", { name: /^(Views of orders|Order views)$/ }).getByRole("link", { name });
const number = (text: string | null) => Number((text ?? "").replaceAll(/[^\d]/g, ""));

/** No order comes any more, and none is on its way to the warehouse. */
async function untilQuiet(url: string): Promise<void> {
	await setProducer(url, { running: false });
	await expect.poll(async () => (await listOrders(url, { status: "CREATED,CONFIRMED,PAID" })).length).toBe(0);
}

test("orders over $300 from Germany in the last hour", async ({ open, daemon, note }) => {
	await untilQuiet(daemon.url);
	const page = await open("#/");
	const operator = await sitDown(page);
	await operator.click(screen(page, "Orders"));
	await operator.click(page.getByRole("button", { name: "Country", exact: true }));
	await operator.click(page.getByRole("checkbox", { name: /Germany/ }));
	await operator.press("Escape");
	await operator.click(page.getByRole("button", { name: "Amount", exact: true }));
	await operator.type(page.getByRole("textbox", { name: "From", exact: true }), "300.01");
	await operator.press("Escape");
	// The chip gets wider and moves those after it: a click in that moment would miss.
	await page.getByRole("button", { name: "Amount from 300.01", exact: true }).waitFor();
	await operator.click(page.getByRole("button", { name: "Created", exact: true }));
	await operator.click(page.getByRole("button", { name: "last hour" }));
	const from = new Date(Date.now() - 3_600_000).toISOString();
	const listed = await listOrders(daemon.url, { country: "DE", minAmount: "300.01", from });
	const ids = listed.map(({ order_id: id }) => String(id));
	expect(ids.length, "German orders over $300").toBeGreaterThan(0);
	await expect.poll(() => rowIds(page)).toEqual(ids.slice(0, (await rowIds(page)).length));
	await expect(page.getByText(new RegExp(`^${ids.length} (of [\\d,]+ )?orders? · `))).toBeVisible();
	done("orders over $300 from Germany in the last hour", { operator, note });
});

test("stuck orders, and why; is payments behind, and by how much", async ({ open, startDaemon, note }) => {
	// No charge is settled during the test: payments falls behind, and its orders wait longer than they are expected to.
	const { url } = await startDaemon({ PRODUCER_RATE: "20", PAYMENT_LATENCY_MS: "600000", RESTOCK_DELAY_MS: "1" });
	await expect.poll(async () => (await listOrders(url, { stuck: "true" })).length).toBeGreaterThan(20);
	await setProducer(url, { running: false });
	const page = await open("#/", { at: url });
	const atStuck = await sitDown(page);
	await atStuck.click(screen(page, "Orders"));
	await atStuck.click(view(page, /^Stuck/));
	await expect(rows(page).first()).toContainText(/payment/i);
	await atStuck.click(rows(page).first());
	await expect(details(page)).toContainText("payments-group");
	done("stuck orders, and why", { operator: atStuck, note });
	const stuck = (await listOrders(url, { stuck: "true", order: "oldest" })).map(({ order_id: id }) => String(id));
	const shown = await rowIds(page);
	expect(shown, "the longest first").toEqual(stuck.slice(0, shown.length));

	const atLag = operatorAt(page);
	await atLag.click(screen(page, "Consumer lag"));
	const cells = page.locator("tr[data-group=payments-group] td");
	await expect(cells.nth(2)).toContainText(/\d/);
	done("is payments behind, and by how much", { operator: atLag, note });
	const off = async () => {
		const actual = (await lagOf(url, "payments-group"))?.lag_seconds ?? Number.NaN;
		return Math.abs(secondsOf(await cells.nth(2).innerText()) - actual);
	};
	await expect.poll(off, { message: "s between the screen and the daemon" }).toBeLessThanOrEqual(3);
	const waiting = (await lagOf(url, "payments-group"))?.waiting.orders ?? Number.NaN;
	expect(waiting).toBeGreaterThan(20);
	await expect.poll(async () => number(await cells.nth(8).innerText())).toBe(waiting);
});

test("cancel an order and follow its refund", async ({ open, startDaemon, note }) => {
	const { url } = await startDaemon({ PRODUCER_RATE: "0", PAYMENT_DECLINE_RATE: "0", SHIP_DISPATCH_MS: "3600000" });
	const id = await createOrder(url, "PROD-008", 19.99);
	await expect.poll(async () => (await orderOf(url, id)).status).toBe("PREPARED");
	const page = await open("#/", { at: url });
	const operator = await sitDown(page);
	// A customer calls and states the number.
	await operator.press("Control+k");
	await operator.type(page.getByRole("combobox", { name: "Find" }), id);
	await operator.press("Enter");
	await operator.click(details(page).getByRole("button", { name: "Cancel order…" }));
	const form = page.getByRole("dialog", { name: new RegExp(`Cancel order ${id}`) });
	await operator.type(form.getByLabel("Reason"), "The customer called");
	await operator.click(form.getByRole("button", { name: /^Cancel (order|and refund)/ }));
	await expect(details(page).getByTestId("timeline")).toContainText("Payment refunded");
	done("cancel an order and follow its refund", { operator, note });
	const order = await orderOf(url, id);
	expect(order.status).toBe("CANCELLED");
	expect(order.lifecycle.map(({ type }) => type)).toContain("PAYMENT_REFUNDED");
});

test("new order", async ({ open, daemon, note }) => {
	await untilQuiet(daemon.url);
	const page = await open("#/");
	const operator = await sitDown(page);
	await operator.press("n");
	const form = page.getByRole("dialog", { name: "New order" });
	await operator.type(form.getByLabel("Customer id"), "777001");
	await operator.click(
		form
			.getByRole("combobox", { name: "Product 1" })
			.or(form.getByRole("textbox", { name: "Product 1" }))
			.first(),
	);
	await operator.click(page.getByRole("option", { name: /Mouse Pad XL/ }));
	await operator.click(form.getByRole("button", { name: "Create order" }));
	const heading = details(page).getByRole("heading", { name: /^Order \d+/ });
	await heading.waitFor();
	done("new order", { operator, note });
	const created = await listOrders(daemon.url, { customer: "777001" });
	expect(created.map(({ items }) => items?.map(({ product_id: id, quantity }) => `${quantity} ${id}`))).toEqual([["1 PROD-007"]]);
	await expect(heading).toHaveText(`Order ${created[0]?.order_id}`);
});

test("export a filtered list, its count first", async ({ open, daemon, note }) => {
	await untilQuiet(daemon.url);
	const page = await open("#/");
	const flagged = await listOrders(daemon.url, { flagged: "true" });
	const operator = await sitDown(page);
	await operator.click(screen(page, "Orders"));
	await operator.click(view(page, /^Flagged/));
	await page.getByText(new RegExp(`^${flagged.length} (of [\\d,]+ )?orders · `)).waitFor();
	await operator.click(page.getByRole("button", { name: "Export", exact: true }));
	const download = page.waitForEvent("download");
	await operator.click(page.getByRole("menuitem", { name: /CSV/ }));
	const file = await readFile(await (await download).path(), "utf8");
	done("export a filtered list, its count first", { operator, note });
	const lines = file.trimEnd().split("\r\n").slice(1);
	expect(lines.map((line) => line.split(",")[0])).toEqual(flagged.map(({ order_id: id }) => String(id)));
});

test("alert → order → record → partition", async ({ open, startDaemon, note }) => {
	const { url } = await startDaemon({ PRODUCER_RATE: "30", PRODUCER_SEED: "7", RESTOCK_DELAY_MS: "1", SHIP_DISPATCH_MS: "3600000" });
	await expect.poll(async () => (await alertsOf(url, { stoppable: "true" })).length).toBeGreaterThan(3);
	await untilQuiet(url);
	const page = await open("#/", { at: url });
	const [alert] = await alertsOf(url, { stoppable: "true", order: "worst" });
	const operator = await sitDown(page);
	await operator.click(screen(page, "Fraud alerts"));
	await operator.click(rows(page).first());
	const id = String(alert?.order_id);
	await operator.click(details(page).getByRole("heading", { level: 2 }).getByRole("link", { name: id }));
	const order = await orderOf(url, id);
	const { topic, partition, offset } = order.lifecycle.find(({ type }) => type === "FRAUD_ALERT_RAISED") ?? {};
	await operator.click(details(page).getByRole("link", { name: `${topic}/${partition} @ ${offset}` }));
	await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${topic}/${partition} @ ${offset}`);
	await operator.click(screen(page, "Consumer lag"));
	await operator.click(page.getByRole("button", { name: /^analytics-group, / }));
	const row = page.getByRole("region", { name: "Partitions of analytics-group" }).getByRole("row", { name: `${topic}/${partition}` });
	await expect(row).toBeVisible();
	done("alert → order → record → partition", { operator, note });
	const group = await lagOf(url, "analytics-group");
	const end = group?.partitions.find((each) => each.topic === topic && each.partition === partition)?.end;
	await expect(row.getByRole("cell").nth(3)).toHaveText(String(end));
});

test("restock", async ({ open, daemon, note }) => {
	await untilQuiet(daemon.url);
	const before = await productOf(daemon.url, "PROD-004");
	const page = await open("#/");
	const operator = await sitDown(page);
	await operator.click(screen(page, "Inventory"));
	await operator.click(page.locator("tr[data-product=PROD-004]").getByRole("button", { name: /Restock/ }));
	const form = page.getByRole("dialog", { name: /Restock/ });
	await operator.type(form.getByLabel("Units"), "500");
	await operator.click(form.getByRole("button", { name: "Restock", exact: true }));
	await page.getByText(/500 units of /).waitFor();
	done("restock", { operator, note });
	const after = await productOf(daemon.url, "PROD-004");
	expect(after.restocked).toBe(before.restocked + 500);
});

test("stop and start the producer", async ({ open, daemon, note }) => {
	const page = await open("#/");
	const operator = await sitDown(page);
	const running = async () => (await producerOf(daemon.url)).running;
	await operator.click(screen(page, "Services"));
	await operator.click(page.getByRole("button", { name: /^Stop (the )?producer/ }));
	const start = page.getByRole("button", { name: /^Start (the )?producer/ });
	await start.waitFor();
	expect(await running()).toBe(false);
	await operator.click(start);
	await page.getByRole("button", { name: /^Stop (the )?producer/ }).waitFor();
	done("stop and start the producer", { operator, note });
	expect(await running()).toBe(true);
});

test("replay one day", async ({ open, daemon, note }) => {
	await untilQuiet(daemon.url);
	const page = await open("#/");
	const operator = await sitDown(page);
	const earlier = new Set((await replaysOf(daemon.url)).map(({ job_id: id }) => id));
	const started = async () => (await replaysOf(daemon.url)).find(({ job_id: id }) => !earlier.has(id));
	await operator.click(screen(page, "Replay"));
	await operator.click(page.getByLabel("Days"));
	await operator.type(page.getByLabel("Days"), "1");
	await operator.click(page.getByRole("button", { name: "Start replay" }));
	await expect.poll(async () => (await started())?.job_id).toBeDefined();
	await page.locator(`tr[data-job="${(await started())?.job_id}"][data-state=DONE]`).waitFor();
	done("replay one day", { operator, note });
	const orders = await listOrders(daemon.url, {});
	expect(await started()).toMatchObject({ state: "DONE", days: 1, total: orders.length, replayed: orders.length });
});
