/** The audit log: what operators do appears there, refused requests too, and beside what they acted on. */
import { details, expectHeading, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { createOrder, restock } from "./support/rest.ts";

test("an order that is cancelled, and a second try that is refused, are in the audit log with who, why and what changed", async ({
	open,
	startDaemon,
}) => {
	// Nothing is dispatched during the test, so that the order can be cancelled.
	const daemon = await startDaemon({ PRODUCER_RATE: "5", SHIP_DISPATCH_MS: "600000" });
	await restock(daemon.url, "PROD-004");
	const id = await createOrder(daemon.url, "PROD-004", 129.99);
	const page = await open(`#/orders?order=${id}`, { at: daemon.url });
	const panel = details(page);
	await panel.getByRole("button", { name: "Cancel order…" }).click();
	const form = page.getByRole("dialog", { name: /Cancel order/ });
	await form.getByLabel("Reason").fill("customer called");
	await form.getByRole("button", { name: "Cancel order", exact: true }).click();
	const actions = panel.getByRole("region", { name: "Actions" });
	await expect(actions.getByText("cancel order")).toBeVisible();
	await expect(actions.getByText("· customer called")).toBeVisible();
	const again = await fetch(`${daemon.url}/api/orders/${id}/cancel`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ reason: "to be sure" }),
	});
	expect(again.status).toBe(409);

	await page.keyboard.press("Escape");
	await page.keyboard.press("g");
	await page.keyboard.press("u");
	await expectHeading(page, "Audit log");
	await page.getByRole("button", { name: "Object" }).click();
	await page.getByLabel("Object").last().fill(`order:${id}`);
	await page.keyboard.press("Escape");
	await expect(rows(page)).toHaveCount(3);
	await expect(rows(page).filter({ hasText: "ORDER_ALREADY_CANCELLED" })).toContainText("to be sure");
	await page.getByRole("radiogroup", { name: "Result" }).getByText("Done").click();
	await expect(rows(page)).toHaveCount(2);
	await rows(page).filter({ hasText: "Cancel order" }).click();
	await expect(details(page).getByRole("row", { name: /status/ })).toContainText("CANCELLED");
	await expect(details(page)).toContainText("customer called");
	await expect(details(page)).toContainText("web");
	await details(page).getByRole("link", { name: "Open order" }).click();
	await expectHeading(page, "Orders");
	await expect(page).toHaveURL(new RegExp(`order=${id}`));
});

test("an export is in the audit log, and does not happen while the daemon cannot record it", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	for (const product of ["PROD-001", "PROD-002"]) await restock(daemon.url, product);
	const page = await open("#/audit?action=inventory.restock", { at: daemon.url });
	await expect(rows(page)).toHaveCount(2);
	const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export", exact: true }).click()]);
	expect(download.suggestedFilename()).toMatch(/^audit-.*\.jsonl$/);
	await page.evaluate(() => window.location.assign("#/audit?action=data.export"));
	await expect(rows(page)).toHaveCount(1);
	await rows(page).first().click();
	await expect(details(page).getByRole("row", { name: /rows/ })).toContainText("2");
	await expect(details(page).getByRole("row", { name: /filter/ })).toContainText("inventory.restock");

	const saved: string[] = [];
	page.on("download", (file) => saved.push(file.suggestedFilename()));
	await page.route("**/trpc/access.recordExport", (route) => route.abort());
	await page.getByRole("button", { name: "Export", exact: true }).click();
	await expect(page.getByText("Nothing was exported")).toBeVisible();
	expect(saved).toEqual([]);
});
