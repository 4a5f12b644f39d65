/** An operator's tasks, as a person would do them, with how long they took. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { firstRow, until } from "./console-page.ts";
import { createDaemon } from "./daemon.ts";
import { lagOf, listOrders, restock } from "./rest.ts";
import type { Case } from "./suite.ts";

const seconds = (from: number) => `${((performance.now() - from) / 1000).toFixed(1)} s`;
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
/** Narrow no-break spaces join figures and units on the screen. */
const plain = (text: string) => text.replaceAll("\u202f", " ");

export const taskCases: readonly Case[] = [
	{
		name: "task: find order N",
		async run({ open, daemon, note }) {
			const orders = await until(
				"orders to look for",
				() => listOrders(daemon.url, {}),
				(all) => all.length > 100,
			);
			const id = String(orders.at(-30)?.order_id);
			const page = await open("#/lag");
			await page.getByRole("heading", { level: 1, name: "Consumer lag" }).waitFor();
			const from = performance.now();
			await page.keyboard.press("Control+k");
			await page.getByRole("combobox", { name: "Find" }).waitFor();
			await page.keyboard.type(id);
			await page.keyboard.press("Enter");
			await details(page)
				.getByRole("heading", { name: `Order ${id}` })
				.waitFor();
			await details(page).getByTestId("timeline").waitFor();
			note(`order ${id} open after ${seconds(from)}: Ctrl-K, its id, Enter`);
		},
	},
	{
		name: "task: find all flagged German orders over 400 today, and export them",
		async run({ open, daemon, note }) {
			const filters = { flagged: "true", country: "DE", minAmount: "400.01", from: `${new Date().toISOString().slice(0, 10)}T00:00:00Z` };
			await until(
				"such orders",
				() => listOrders(daemon.url, filters),
				(all) => all.length >= 3,
				60_000,
			);
			const page = await open("#/orders");
			await firstRow(page);
			const from = performance.now();
			await page.getByRole("link", { name: "Flagged", exact: true }).click();
			await page.getByRole("button", { name: "Country", exact: true }).click();
			await page.getByRole("checkbox", { name: /Germany/ }).check();
			await page.keyboard.press("Escape");
			await page.getByRole("button", { name: "Amount", exact: true }).click();
			await page.getByRole("textbox", { name: "From", exact: true }).fill("400.01");
			await page.keyboard.press("Escape");
			await page.getByRole("button", { name: "Created", exact: true }).click();
			await page.getByRole("button", { name: "today" }).click();
			await page.keyboard.press("Escape");
			const download = page.waitForEvent("download");
			await page.getByRole("button", { name: "Export" }).click();
			await page.getByRole("menuitem", { name: /CSV/ }).click();
			const file = await readFile(await (await download).path(), "utf8");
			note(`exported after ${seconds(from)}: a view, three filters, Export`);
			const expected = await listOrders(daemon.url, filters);
			const lines = file
				.trimEnd()
				.split("\r\n")
				.slice(1)
				.map((line) => line.split(","));
			const byId = new Map(expected.map((order) => [String(order.order_id), order]));
			for (const [id = "", created, , amount] of lines) {
				const order = byId.get(id);
				if (order === undefined) throw new Error(`order ${id} is in the file and does not fit`);
				if (order.created_at !== created || order.amount.toFixed(2) !== amount)
					throw new Error(`order ${id} is not exact: ${created} ${amount}`);
			}
			// Orders that came after the export stand above its first one.
			const older = expected.slice(expected.findIndex((order) => String(order.order_id) === lines[0]?.[0]));
			if (older.length !== lines.length) throw new Error(`${lines.length} orders in the file, ${older.length} in the list`);
			note(`${lines.length} orders, each as the list has it`);
		},
	},
	{
		name: "task: follow one order from creation to delivery, live",
		async run({ open, daemon, note }) {
			await restock(daemon.url, "PROD-007");
			const page = await open("#/");
			await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
			const from = performance.now();
			await page.keyboard.press("n");
			const form = page.getByRole("dialog", { name: "New order" });
			await form.getByLabel("Customer id").fill("4242");
			await form
				.getByRole("textbox", { name: "Product 1" })
				.or(form.getByRole("combobox", { name: "Product 1" }))
				.first()
				.click();
			await page.getByRole("option", { name: /Mouse Pad XL/ }).click();
			await form.getByRole("button", { name: "Create order" }).click();
			const timeline = details(page).getByTestId("timeline");
			const steps: string[] = [];
			await until(
				"the steps of the order",
				async () => {
					for (const name of await timeline
						.locator("li[data-state=done]")
						.evaluateAll((all) => all.map((each) => each.getAttribute("data-step") ?? ""))) {
						if (!steps.includes(name)) steps.push(name);
					}
					return steps;
				},
				(all) => all.includes("Order delivered"),
				40_000,
			);
			note(`${steps.join(" → ")}; ${seconds(from)} from the key N`);
		},
	},
	{
		name: "task: notice a stalled consumer within 5 s, and say how late, what waits and until when",
		async run({ open, note }) {
			// No charge is answered for ten minutes: payments takes records and commits nothing.
			await using daemon = await createDaemon({ PRODUCER_RATE: "20", PAYMENT_LATENCY_MS: "60000" });
			await daemon.start();
			const page = await open("#/orders", { at: daemon.url });
			await firstRow(page);
			const bad = ["STALL", "STOP"];
			await until(
				"the daemon's own judgement",
				async () => (await lagOf(daemon.url, "payments-group"))?.status ?? "",
				(status) => bad.includes(status),
				90_000,
			);
			const judged = performance.now();
			const rail = page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: /Consumer lag/ });
			await rail.getByText(/Stalled|Stopped/).waitFor({ timeout: 5_000 });
			await page.getByText(/payments-group: st(alled|opped)/).waitFor({ timeout: 5_000 });
			note(`in the rail and told of ${seconds(judged)} after the daemon judged it, on another screen`);
			const looked = performance.now();
			await page.getByRole("alert").filter({ hasText: "payments-group" }).getByRole("button", { name: "Open" }).click();
			await page.getByRole("region", { name: "Partitions of payments-group" }).waitFor();
			const row = page.locator("tr[data-group=payments-group]");
			const cells = (await row.locator("td").allInnerTexts()).map(plain);
			const [status, group, late, , , , , until_, orders, money] = cells;
			note(
				`${group}: ${status?.trim()}, late by ${late}, ${until_}, ${orders} orders and ${money} wait; read ${seconds(looked)} after one click`,
			);
			const truth = await lagOf(daemon.url, "payments-group");
			const shown = Number(orders?.replaceAll(/[,+]/g, ""));
			if (truth === undefined || !(shown > 0) || Math.abs(truth.waiting.orders - shown) > 200) {
				throw new Error(`the screen says ${orders} orders wait, the daemon ${truth?.waiting.orders}`);
			}
			if (!/not draining|clear in/.test(until_ ?? "")) throw new Error(`until when: ${until_}`);
			await page.close();
		},
	},
];
