/** The screens of what an operator repairs and runs. */
import { bar, firstRow, pointAway, rowIds, rows, until } from "./console-page.ts";
import { createOrder, listOrders, restock } from "./rest.ts";
import type { Case } from "./suite.ts";

export const screenCases: readonly Case[] = [
	{
		name: "a replay into a live topic is refused; another is started and followed to its end",
		async run({ open, daemon }) {
			await until(
				"orders to replay",
				() => listOrders(daemon.url, {}),
				(orders) => orders.length > 50,
			);
			const page = await open("#/replay");
			await page.getByLabel("Days").fill("1");
			await page.getByLabel("Target topic").fill("orders");
			await page.getByRole("button", { name: "Start replay" }).click();
			await page.getByText(/is live: name another topic/).waitFor();
			await page.getByLabel("Target topic").fill("e2e-replay");
			await page.getByRole("button", { name: "Start replay" }).click();
			const job = page.locator("tr[data-job]", { hasText: "e2e-replay" });
			await job.and(page.locator("[data-state=DONE]")).waitFor({ timeout: 30_000 });
			const words = await job.innerText();
			if (!words.includes("100.0")) throw new Error(`the replay ended at: ${words}`);
		},
	},
	{
		name: "a product is restocked by hand, and the shelf says so",
		async run({ open }) {
			const page = await open("#/inventory");
			const row = page.locator("tr[data-product=PROD-002]");
			const onHand = async () => Number((await row.locator("td").nth(7).innerText()).replaceAll(",", ""));
			await row.waitFor();
			const before = await onHand();
			await row.getByRole("button", { name: /Restock/ }).click();
			const form = page.getByRole("dialog", { name: /Restock/ });
			await form.getByLabel("Units").fill("25000");
			await form.getByRole("button", { name: "Restock", exact: true }).click();
			await page.getByText(/25,000 units of Laptop Stand/).waitFor();
			await until("units on hand", onHand, (units) => units > before + 20_000);
		},
	},
	{
		name: "the services are shown as they run; the producer is stopped, paced and started",
		async run({ open }) {
			const page = await open("#/services");
			const producer = page.getByTestId("producer");
			await page.locator("tr[data-role=fraud]").waitFor();
			const handled = async () =>
				Number.parseInt((await page.locator("tr[data-role=fraud] td").nth(3).innerText()).replaceAll(",", ""), 10);
			const first = await handled();
			await until("records handled", handled, (count) => count > first);
			await page.getByRole("button", { name: "Stop the producer" }).click();
			await producer.getByText("Paused").waitFor();
			await page.getByRole("button", { name: "Start the producer" }).click();
			await producer.getByText("Running").waitFor();
			await page.getByLabel("Orders per second").fill("60");
			await page.getByRole("button", { name: "Set rate" }).click();
			await producer.getByText("60 orders/s").waitFor();
			await page.getByLabel("Orders per second").fill("50");
			await page.getByRole("button", { name: "Set rate" }).click();
			await producer.getByText("50 orders/s").waitFor();
		},
	},
	{
		name: "events come across topics, are filtered, held while read, and lead to their order",
		async run({ open, daemon }) {
			await restock(daemon.url, "PROD-008");
			const page = await open("#/events");
			await pointAway(page);
			const first = await firstRow(page);
			await until(
				"the newest event",
				() => firstRow(page),
				(id) => id !== first,
				5_000,
			);
			await page.getByRole("button", { name: "Topic", exact: true }).click();
			await page.getByRole("checkbox", { name: "shipping" }).check();
			await page.keyboard.press("Escape");
			await until(
				"the address",
				async () => page.url(),
				(url) => url.endsWith("#/events?topic=shipping"),
			);
			await pointAway(page);
			await until(
				"the topics in the list",
				() => rowIds(page),
				(ids) => ids.length > 3 && ids.every((id) => id.startsWith("shipping/")),
			);
			await page.getByRole("grid", { name: "Events" }).hover({ position: { x: 300, y: 200 } });
			await bar(page).getByText("Held").waitFor();
			const before = await rowIds(page);
			await until(
				"events that wait",
				() => page.getByTestId("waiting").getAttribute("data-count").then(Number),
				(waits) => waits >= 10,
			);
			if ((await rowIds(page)).join() !== before.join()) throw new Error("rows moved under the pointer");
			await rows(page).nth(1).click();
			await page.getByRole("complementary", { name: "Details" }).getByTestId("timeline").waitFor();
			const id = await createOrder(daemon.url, "PROD-008", 19.99);
			await page.goto(`${daemon.url}/#/events?of=${id}`);
			await pointAway(page);
			await page.getByText("Order created").first().waitFor();
			await until(
				"the events of one order",
				() => rows(page).locator("[role=gridcell]:nth-child(3)").allInnerTexts(),
				(orders) => orders.length >= 3 && orders.every((order) => order.trim() === id),
			);
		},
	},
];
