/** An operator's tasks, done as a person would do them. How long they took is noted. */
import { readFile } from "node:fs/promises";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { Page } from "@playwright/test";
import { chooseProduct, details, expectHeading, firstRow } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { lagOf, listOrders, restock } from "./support/rest.ts";

const secondsSince = (start: number) => `${((performance.now() - start) / 1000).toFixed(1)} s`;
/** Narrow no-break spaces join figures and units on the screen. */
const plain = (text: string) => text.replaceAll("\u202f", " ").trim();

test("task: find order N", async ({ open, daemon, note }) => {
	await expect.poll(() => listOrders(daemon.url, {}).then(({ length }) => length)).toBeGreaterThan(100);
	const id = String((await listOrders(daemon.url, {})).at(-30)?.order_id);
	const page = await open("#/lag");
	await expectHeading(page, "Consumer lag");
	const start = performance.now();
	await page.keyboard.press("Control+k");
	await page.getByRole("combobox", { name: "Find" }).waitFor();
	await page.keyboard.type(id);
	await page.keyboard.press("Enter");
	await expect(details(page).getByRole("heading", { name: `Order ${id}` })).toBeVisible();
	await expect(details(page).getByTestId("timeline")).toBeVisible();
	note(`order ${id} open after ${secondsSince(start)}: Ctrl-K, its id, Enter`);
});

async function filterFlaggedGermanOrders(page: Page): Promise<void> {
	await page.getByRole("link", { name: /^Flagged/ }).click();
	await page.getByRole("button", { name: "Country", exact: true }).click();
	await page.getByRole("checkbox", { name: /Germany/ }).check();
	await page.keyboard.press("Escape");
	await page.getByRole("button", { name: "Amount", exact: true }).click();
	await page.getByRole("textbox", { name: "From", exact: true }).fill("400.01");
	await page.keyboard.press("Escape");
	// The chip gets wider and moves those after it: a click in that moment would miss.
	await page.getByRole("button", { name: "Amount from 400.01", exact: true }).waitFor();
	await page.getByRole("button", { name: "Created", exact: true }).click();
	await page.getByRole("button", { name: "today" }).click();
	await page.keyboard.press("Escape");
}

/** Checks that the file has exactly the orders of the list, from the first of the file on: newer ones arrived after the export. */
function expectExported(file: string, list: readonly OrderView[]): number {
	const lines = file.trimEnd().split("\r\n").slice(1);
	const exported = lines.map((line) => line.split(",")).map(([id, created, , amount]) => ({ id, created, amount }));
	const older = list.slice(list.findIndex((order) => String(order.order_id) === exported[0]?.id));
	const expected = older.map((order) => ({ id: String(order.order_id), created: order.created_at, amount: order.amount.toFixed(2) }));
	expect(exported).toEqual(expected);
	return exported.length;
}

test("task: find all flagged German orders over 400 today, and export them", async ({ open, daemon, note }) => {
	const filters = { flagged: "true", country: "DE", minAmount: "400.01", from: `${new Date().toISOString().slice(0, 10)}T00:00:00Z` };
	await expect.poll(() => listOrders(daemon.url, filters).then(({ length }) => length)).toBeGreaterThanOrEqual(3);
	const page = await open("#/orders");
	await firstRow(page);
	const start = performance.now();
	await filterFlaggedGermanOrders(page);
	const download = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export" }).click();
	await page.getByRole("menuitem", { name: /CSV/ }).click();
	const file = await readFile(await (await download).path(), "utf8");
	note(`exported after ${secondsSince(start)}: a view, three filters, Export`);
	note(`${expectExported(file, await listOrders(daemon.url, filters))} orders, each as the list has it`);
});

test("task: follow one order from creation to delivery, live", async ({ open, daemon, note }) => {
	await restock(daemon.url, "PROD-007");
	const page = await open("#/");
	await expectHeading(page, "Overview");
	const start = performance.now();
	await page.keyboard.press("n");
	const form = page.getByRole("dialog", { name: "New order" });
	await form.getByLabel("Customer id").fill("4242");
	await chooseProduct(page, /Mouse Pad XL/);
	await form.getByRole("button", { name: "Create order" }).click();
	const done = details(page).getByTestId("timeline").locator("li[data-state=done]");
	const steps = new Set<string>();
	const seen = async () => {
		for (const step of await done.evaluateAll((all) => all.map((each) => each.getAttribute("data-step") ?? ""))) steps.add(step);
		return [...steps];
	};
	await expect.poll(seen).toContain("Order delivered");
	note(`${[...steps].join(" → ")}; ${secondsSince(start)} from the key N`);
});

test("task: notice a stalled consumer from another screen, and state how late, what waits and in what time it is drained", async ({
	open,
	startDaemon,
	note,
}) => {
	// No charge is settled during the test: payments takes records and commits nothing. It is stalled after a minute, and stays stalled.
	const daemon = await startDaemon({ PRODUCER_RATE: "20", PAYMENT_LATENCY_MS: "600000" });
	const page = await open("#/orders", { at: daemon.url });
	await firstRow(page);
	const status = async () => (await lagOf(daemon.url, "payments-group"))?.status ?? "";
	await expect.poll(status, { timeout: 240_000 }).toMatch(/^(STALLED|STOPPED)$/);
	const judged = performance.now();
	const rail = page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: /Consumer lag/ });
	await rail.getByText(/Stalled|Stopped/).waitFor();
	await page.getByText(/payments-group: st(alled|opped), .* behind/).waitFor();
	note(`in the rail and notified ${secondsSince(judged)} after the daemon judged it, on another screen`);
	const looked = performance.now();
	await page.getByRole("alert").filter({ hasText: "payments-group" }).getByRole("button", { name: "Open" }).click();
	await expect(page.getByRole("region", { name: "Partitions of payments-group" })).toBeVisible();
	const cells = (await page.locator("tr[data-group=payments-group] td").allInnerTexts()).map(plain);
	const [, group, late, , , , , drained = "", orders = "", money] = cells;
	note(`${group}: ${late} behind, ${drained}, ${orders} orders and ${money} waiting; read ${secondsSince(looked)} after one click`);
	const shown = Number(orders.replaceAll(/[,+]/g, ""));
	const actual = (await lagOf(daemon.url, "payments-group"))?.waiting.orders ?? Number.NaN;
	expect(shown).toBeGreaterThan(0);
	expect(Math.abs(actual - shown), `${shown} orders on the screen, ${actual} in the daemon`).toBeLessThanOrEqual(200);
	expect(drained, "in what time").toMatch(/not draining|\d/);
});
