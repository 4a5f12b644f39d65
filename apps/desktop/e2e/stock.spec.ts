/** Orders without stock, on a daemon of its own: its supplier never delivers. */
import type { Page } from "@playwright/test";
import { expectHeading } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { adjustStock, createOrder } from "./support/rest.ts";

const linkTo = (page: Page, screen: string) => page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: screen });

test("orders without stock: the rail, the Overview, the inventory and one toast show it", async ({ open, startDaemon }) => {
	const daemon = await startDaemon({ PRODUCER_RATE: "0", RESTOCK_DELAY_MS: "0" });
	const page = await open("#/", { at: daemon.url });
	await expect(linkTo(page, "Services")).toContainText("1 stopped");
	await expect(linkTo(page, "Inventory")).toHaveText("Inventory");

	await adjustStock(daemon.url, "PROD-002", -41);
	await expect(linkTo(page, "Inventory")).toContainText("1 low");
	await adjustStock(daemon.url, "PROD-006", -40);
	await Promise.all(Array.from({ length: 6 }, () => createOrder(daemon.url, "PROD-006", 89.99)));
	await expect(linkTo(page, "Inventory")).toContainText(/100\s%\sout/);
	await expect(page.getByTitle(/^Out-of-stock rate high: 100\s% of orders/)).toBeVisible();

	const toast = page.getByRole("alert").filter({ hasText: "Out-of-stock rate high" });
	await expect(toast).toHaveCount(1);
	await toast.getByRole("button", { name: "Open" }).click();
	await expectHeading(page, "Inventory");
	await expect(page.locator("tr[data-product]").first()).toContainText(/Out of stock.*PROD-006/);
	await expect(page.getByText(/^Out-of-stock rate high: 100\s% of orders in the last 10 min$/)).toBeVisible();
});
