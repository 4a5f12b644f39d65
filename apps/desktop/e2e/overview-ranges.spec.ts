/** The Overview of a day, a week and a month: what happened before the daemon started is in the history by the time at which it happened. */
import { readFile } from "node:fs/promises";
import { appendPastOrders } from "../../daemon/test/past-orders.ts";
import { expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { listOrders } from "./support/rest.ts";

const HOUR = 3_600_000;
/** Hours ago, and orders in each. None in the third and fourth hour: a gap. */
const PAST = [
	{ ago: 0, orders: 1 },
	{ ago: 1, orders: 2 },
	{ ago: 2, orders: 3 },
	{ ago: 5, orders: 4 },
	{ ago: 30, orders: 5 },
	{ ago: 24 * 10, orders: 6 },
];

test("each range counts what its list holds, keeps its place in the link, and exports what its chart shows", async ({
	open,
	startDaemon,
}) => {
	const now = Date.now();
	const orders = PAST.flatMap(({ ago, orders }) =>
		Array.from({ length: orders }, () => ({ at: now - ago * HOUR, amount: 10, country: "DE" })),
	);
	const daemon = await startDaemon({ PRODUCER_RATE: "0" }, (dataDir) => appendPastOrders(dataDir, orders));
	await expect.poll(async () => (await listOrders(daemon.url, {})).length).toBe(orders.length);
	const page = await open("#/?range=24h", { at: daemon.url });
	await expectLive(page);
	const created = page.locator("main a[href*='from=']:has([data-count])").first();
	for (const { label, range, count } of [
		{ label: "Last 24 h", range: "24h", count: 10 },
		{ label: "Last 7 days", range: "7d", count: 15 },
		{ label: "Last 30 days", range: "30d", count: 21 },
	]) {
		await page
			.getByRole("combobox", { name: "Window" })
			.or(page.getByRole("textbox", { name: "Window" }))
			.click();
		await page.getByRole("option", { name: label }).click();
		await expect(page).toHaveURL(new RegExp(`range=${range}$`));
		await expect(created.locator("[data-count]")).toHaveAttribute("data-count", String(count));
		const from = new URLSearchParams((await created.getAttribute("href"))?.split("?")[1]).get("from") ?? "";
		expect((await listOrders(daemon.url, { from })).length, range).toBe(count);
	}
	await page.goto(`${daemon.url}/#/?range=24h`);
	await expect(page.getByText("incomplete")).toBeVisible();
	await expect(page.locator(".recharts-surface")).toHaveCount(2);
	const saved = page.waitForEvent("download");
	await page.getByRole("button", { name: "Export the chart as CSV" }).click();
	const rows = (await readFile(await (await saved).path(), "utf8")).trim().split("\r\n").slice(1);
	expect(rows).toHaveLength(24);
	const hourOf = (ago: number) => new Date(Math.floor((now - ago * HOUR) / HOUR) * HOUR).toISOString();
	const cells = (ago: number) => rows.map((row) => row.split(",")).find(([at]) => at === hourOf(ago));
	expect(cells(2)?.slice(1, 5)).toEqual(["3", "30", "USD", "false"]);
	expect(cells(4)?.slice(1, 5), "nothing was recorded").toEqual(["", "", "USD", "false"]);
});
