/** Many orders cancelled from their list, with the daemon lost midway: what the page shows afterward is what happened. */
import { rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { cancelOrder, listOrders, setProducer } from "./support/rest.ts";

const ORDERS = 80;

test("orders are selected, previewed and cancelled; the page follows the job through a crash of the daemon", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "100", PAYMENT_DECLINE_RATE: "0", RESTOCK_DELAY_MS: "1", SHIP_DISPATCH_MS: "3600000" });
	await expect.poll(() => listOrders(daemon.url, {}).then(({ length }) => length)).toBeGreaterThan(ORDERS);
	await setProducer(daemon.url, { running: false });
	await expect.poll(() => listOrders(daemon.url, { status: "CREATED,CONFIRMED,PAID" }).then(({ length }) => length)).toBe(0);
	const [newest, next] = await listOrders(daemon.url, { status: "PREPARED" });
	await cancelOrder(daemon.url, String(next?.order_id));

	const page = await open("#/orders", { at: daemon.url });
	await rows(page).first().waitFor();
	for (const order of [newest, next]) await page.getByRole("checkbox", { name: `Select ${order?.order_id}` }).check();
	const bar = page.getByRole("toolbar", { name: "Selected orders" });
	await expect(bar).toContainText("2 selected");
	await bar.getByRole("button", { name: "Cancel…" }).click();
	const sheet = page.getByRole("dialog", { name: "Cancel 2 orders" });
	await expect(sheet.getByRole("region", { name: "Too late" })).toContainText(String(next?.order_id));
	await expect(sheet.getByRole("region", { name: "Cancel and refund" })).toContainText(String(newest?.order_id));
	await sheet.getByRole("button", { name: "Keep orders" }).click();
	await bar.getByRole("button", { name: "Clear selection" }).click();

	await page.goto(`${daemon.url}/#/orders?status=PREPARED`);
	await rows(page).first().waitFor();
	await page.getByRole("checkbox", { name: "Select all loaded" }).check();
	await bar.getByRole("button", { name: "Select all that match" }).click();
	await bar.getByRole("button", { name: "Cancel…" }).click();
	const all = page.getByRole("dialog", { name: "Cancel all orders that match" });
	const total = (await listOrders(daemon.url, { status: "PREPARED" })).length;
	const act = all.getByRole("button", { name: new RegExp(`^Cancel ${total} orders, refund `) });
	await expect(act).toBeDisabled();
	await all.getByLabel("Reason").fill("Stuck");
	await act.click();
	await expect(all.getByText(new RegExp(`^[1-9]\\d* done of ${total}$`))).toBeVisible();
	await daemon.kill();
	await expect(all.getByText(/The daemon is unreachable/)).toBeVisible();
	await daemon.start({ PRODUCER_RATE: "0" });
	await expect(all.getByText(`${total} done of ${total}`, { exact: true })).toBeVisible();
	await expect(all.getByText(/The daemon is unreachable/)).toBeHidden();
	expect(await listOrders(daemon.url, { status: "PREPARED" })).toEqual([]);
	await all.getByRole("link", { name: "Show the cancelled orders" }).click();
	await expect(page).toHaveURL(/#\/orders\?job=/);
	await expect(rows(page).first()).toContainText("Cancelled");
});
