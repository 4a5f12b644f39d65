/** Live orders: they arrive, can be followed to their end, paused and filtered, and survive an unavailable daemon. */
import {
	bar,
	chooseProduct,
	connection,
	details,
	expectLive,
	expectRowsUnmoved,
	firstRow,
	holdRows,
	pointAway,
	rows,
	waiting,
} from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createOrder, listOrders, restock } from "./support/rest.ts";
import { settled } from "./support/settled.ts";

test.use({ pace: "busy" });

test("live orders appear within seconds, newest first", async ({ open }) => {
	const page = await open("#/orders");
	await pointAway(page);
	const first = await firstRow(page);
	await expect(rows(page).first()).not.toHaveAttribute("data-id", first);
	await expectLive(page);
});

test("an order is followed in the panel until it is delivered", async ({ open, daemon }) => {
	// An order of its own, with stock for it: one of the producer's may end another way.
	await restock(daemon.url, "PROD-008");
	const id = await createOrder(daemon.url, "PROD-008", 19.99);
	const page = await open(`#/orders?order=${id}`);
	await expect(details(page).getByTestId("timeline")).toContainText(/Order delivered\n\+/, { useInnerText: true });
	await expect(details(page).getByText("Delivered", { exact: true })).toBeVisible();
});

test("pause holds the rows and the open order still and counts what is waiting; resume catches up", async ({ open }) => {
	const page = await open("#/orders");
	const first = Number(await firstRow(page));
	await page.keyboard.press("Enter");
	await expect(details(page).getByTestId("timeline")).toBeVisible();
	await page.keyboard.press("p");
	await expect(bar(page).getByText("Paused")).toBeVisible();
	const shown = await settled(() => details(page).innerText());
	await expectRowsUnmoved(page, () => expect.poll(() => waiting(page)).toBeGreaterThanOrEqual(50));
	expect(await details(page).innerText(), "the open order").toBe(shown);
	await expect(bar(page)).toContainText(/\d\+? new orders waiting/);
	const count = await waiting(page);
	await bar(page).getByRole("button", { name: "Resume" }).click();
	await expect(details(page).getByText("Delivered", { exact: true })).toBeVisible();
	await bar(page).getByRole("button", { name: "Follow" }).click();
	await pointAway(page);
	await expect(bar(page).getByText("Live")).toBeVisible();
	await expect.poll(() => firstRow(page).then(Number)).toBeGreaterThanOrEqual(first + count);
});

test("rows do not move under the pointer", async ({ open }) => {
	const page = await open("#/orders");
	await holdRows(page);
	const first = await firstRow(page);
	await expectRowsUnmoved(page, () => expect.poll(() => waiting(page)).toBeGreaterThanOrEqual(30));
	await pointAway(page);
	await expect.poll(() => firstRow(page)).not.toBe(first);
});

test("rows that no longer match the filter of a held list are marked, and leave once it follows", async ({ open }) => {
	const page = await open("#/orders?status=SHIPPED");
	await holdRows(page);
	const marked = page.getByRole("row", { name: /no longer matches/ });
	await expectRowsUnmoved(page, () => expect(marked.first()).toBeVisible());
	await pointAway(page);
	await expect(marked).toHaveCount(0);
});

test("filters stand in the address and survive a reload", async ({ open }) => {
	const page = await open("#/orders");
	await page.getByRole("button", { name: "Country", exact: true }).click();
	await page.getByRole("checkbox", { name: /DE/ }).check();
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(/#\/orders\?country=DE$/);
	await page.reload();
	await firstRow(page);
	await pointAway(page);
	const countries = async () => {
		const cells = await rows(page).locator("[role=gridcell]:nth-child(6)").allInnerTexts();
		return { shown: cells.length > 3, all: new Set(cells.map((cell) => cell.trim())) };
	};
	await expect.poll(countries).toEqual({ shown: true, all: new Set(["DE"]) });
	await page.getByRole("button", { name: "Remove Country" }).click();
	await expect(page).toHaveURL(/#\/orders$/);
	await expect.poll(async () => (await countries()).all.size).toBeGreaterThan(1);
});

test("older orders load while the list is scrolled", async ({ open, daemon }) => {
	// Before the page is opened: otherwise all of them arrive live and none is left to load.
	await expect.poll(() => listOrders(daemon.url, {}).then(({ length }) => length)).toBeGreaterThan(400);
	const page = await open("#/orders");
	await firstRow(page);
	const grid = page.getByRole("grid", { name: "Orders" });
	const loaded = async () => Number(await grid.getAttribute("aria-rowcount"));
	const before = await loaded();
	await grid.hover();
	const scrollOn = async () => {
		await page.mouse.wheel(0, 40 * 100);
		return loaded();
	};
	await expect.poll(scrollOn).toBeGreaterThanOrEqual(before + 100);
});

test("a new order is written, opens beside rows that stay still, and is cancelled with a reason", async ({ open, startDaemon }) => {
	// It must not be dispatched before the operator cancels it.
	const daemon = await startDaemon({ PRODUCER_RATE: "20", SHIP_DISPATCH_MS: "600000" });
	const page = await open("#/orders", { at: daemon.url });
	await page.getByRole("button", { name: "New order" }).click();
	await page.getByRole("dialog", { name: "New order" }).getByLabel("Customer id").fill("CUST-E2E");
	await chooseProduct(page, /Cable Management Kit/);
	await page.getByRole("button", { name: "Create order" }).click();
	await expect(details(page).getByText("CUST-E2E")).toBeVisible();
	await expect(bar(page).getByText("Held")).toBeVisible();
	await expectRowsUnmoved(page, () => expect.poll(() => waiting(page)).toBeGreaterThanOrEqual(10));
	await details(page)
		.getByRole("button", { name: /Cancel order/ })
		.click();
	const confirm = page.getByRole("dialog", { name: /Cancel order/ });
	await confirm.getByLabel(/Reason/).fill("Customer changed their mind");
	await confirm.getByRole("button", { name: "Cancel order" }).click();
	await expect(details(page)).toContainText("Order cancelled");
});

test("keys move, open and close", async ({ open }) => {
	const page = await open("#/orders");
	await firstRow(page);
	await expect(page.getByRole("grid", { name: "Orders" })).toBeFocused();
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("ArrowDown");
	await page.keyboard.press("Enter");
	const heading = details(page).getByRole("heading", { name: /^Order/ });
	const first = await heading.innerText();
	await page.keyboard.press("ArrowDown");
	await expect(heading).not.toHaveText(first);
	await page.keyboard.press("Escape");
	await expect(details(page)).toBeHidden();
	await expect(page.getByRole("grid", { name: "Orders" })).toBeFocused();
});

test("a killed daemon leaves rows that are marked stale; once it is back the page catches up without a reload", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "50" });
	const page = await open("#/orders", { at: daemon.url, before: (each) => each.clock.install() });
	await pointAway(page);
	await expect.poll(() => rows(page).count()).toBeGreaterThanOrEqual(10);
	const before = Number(await firstRow(page));
	await page.evaluate(() => Object.assign(window, { notReloaded: true }));
	await daemon.kill();
	await expect(connection(page)).toHaveAttribute("data-kind", /reconnecting|stale/);
	await expect(bar(page).getByRole("button", { name: "Try now" })).toBeVisible();
	// What a page shows becomes stale after ten seconds: its clock goes there without waiting.
	await page.clock.fastForward(12_000);
	await expect(connection(page)).toContainText(/stale · \d+/);
	expect(await rows(page).count(), "rows that were kept").toBeGreaterThanOrEqual(10);
	await daemon.start();
	await expectLive(page);
	await expect.poll(() => firstRow(page).then(Number)).toBeGreaterThan(before);
	expect(await page.evaluate(() => "notReloaded" in window)).toBe(true);
});
