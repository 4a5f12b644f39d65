/** The screens on which an operator repairs and runs the pipeline. */
import { details, expectRowsUnmoved, firstRow, holdRows, pointAway, rowIds, rows, waiting } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createOrder, listOrders, restock } from "./support/rest.ts";

test("a replay into a live topic is refused; another is started and followed to its end", async ({ open, daemon }) => {
	await expect.poll(() => listOrders(daemon.url, {}).then(({ length }) => length)).toBeGreaterThan(50);
	const page = await open("#/replay");
	await page.getByLabel("Days").fill("1");
	await page.getByLabel("Target topic").fill("orders");
	await page.getByRole("button", { name: "Start replay" }).click();
	await expect(page.getByText(/is live. Choose another/)).toBeVisible();
	await page.getByLabel("Target topic").fill("e2e-replay");
	await page.getByRole("button", { name: "Start replay" }).click();
	const job = page.locator("tr[data-job]", { hasText: "e2e-replay" });
	await expect(job).toHaveAttribute("data-state", "DONE");
	await expect(job).toContainText("100.0");
});

test("a product is restocked by hand, and the shelf shows it", async ({ open }) => {
	const page = await open("#/inventory");
	const row = page.locator("tr[data-product=PROD-002]");
	const onHand = async () => Number((await row.getByTestId("on-hand").innerText()).replaceAll(",", ""));
	const before = await onHand();
	await row.getByRole("button", { name: /Restock/ }).click();
	const form = page.getByRole("dialog", { name: /Restock/ });
	await form.getByLabel("Units").fill("25000");
	await form.getByRole("button", { name: "Restock", exact: true }).click();
	await expect(page.getByText(/25,000 units of Laptop Stand/)).toBeVisible();
	await expect.poll(onHand, { message: "units on hand" }).toBeGreaterThan(before + 20_000);
});

test("the services are shown as they run; the producer is stopped, paced and started", async ({ open }) => {
	const page = await open("#/services");
	const producer = page.getByTestId("producer");
	const handled = async () => Number.parseInt((await page.locator("tr[data-role=fraud] td").nth(3).innerText()).replaceAll(",", ""), 10);
	const first = await handled();
	await expect.poll(handled, { message: "records handled" }).toBeGreaterThan(first);
	await page.getByRole("button", { name: "Stop the producer" }).click();
	await expect(producer.getByText("Stopped")).toBeVisible();
	await page.getByRole("button", { name: "Start the producer" }).click();
	await expect(producer.getByText("Running")).toBeVisible();
	for (const rate of ["60", "50"]) {
		await page.getByLabel("Orders per second").fill(rate);
		await page.getByRole("button", { name: "Set rate" }).click();
		await expect(producer.getByText(`${rate} orders/s`)).toBeVisible();
	}
});

test("events arrive across topics, are filtered, held while read, and lead to their order", async ({ open, daemon }) => {
	await restock(daemon.url, "PROD-008");
	const page = await open("#/events");
	await pointAway(page);
	const first = await firstRow(page);
	await expect.poll(() => firstRow(page), { message: "the newest event" }).not.toBe(first);
	await page.getByRole("button", { name: "Topic", exact: true }).click();
	await page.getByRole("checkbox", { name: "shipping" }).check();
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(/#\/events\?topic=shipping$/);
	await pointAway(page);
	const shown = async () => {
		const ids = await rowIds(page);
		return { several: ids.length > 3, topics: new Set(ids.map((id) => id.split("/")[0])) };
	};
	await expect.poll(shown).toEqual({ several: true, topics: new Set(["shipping"]) });
	await holdRows(page);
	await expectRowsUnmoved(page, () => expect.poll(() => waiting(page)).toBeGreaterThanOrEqual(10));
	await rows(page).nth(1).click();
	await expect(details(page).getByTestId("timeline")).toBeVisible();
	const id = await createOrder(daemon.url, "PROD-008", 19.99);
	await page.goto(`${daemon.url}/#/events?of=${id}`);
	await pointAway(page);
	await expect(page.getByText("Order created").first()).toBeVisible();
	const orders = async () => {
		const cells = await rows(page).locator("[role=gridcell]:nth-child(3)").allInnerTexts();
		return { several: cells.length >= 3, ids: new Set(cells.map((cell) => cell.trim())) };
	};
	await expect.poll(orders, { message: "the events of one order" }).toEqual({ several: true, ids: new Set([id]) });
});
