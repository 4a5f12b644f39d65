/** The event feed from any time or offset on, and the way from an event to its order, its record and back. */
import { details, expectHeading, rowIds, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { listOrders } from "./support/rest.ts";

const position = (id: string) => {
	const [topic = "", partition = "", offset = ""] = id.split(/[/@]/);
	return { topic, partition, offset };
};

test("task: list what happened from a time on, read on to the end of the log, and return to the live list", async ({ open, daemon }) => {
	// There is more than one page after it.
	const since = String((await listOrders(daemon.url, {}))[50]?.processed_at);
	const page = await open(`#/events?from=${since}`);
	await expect(page.getByTestId("start-bar")).toContainText("oldest first");
	await expect(page.getByText(/100 events · more below/)).toBeVisible();
	const [first] = await rowIds(page);
	await page.getByRole("grid", { name: "Events" }).focus();
	await expect
		.poll(
			async () => {
				await page.keyboard.press("End");
				return page.getByText(/events · end reached, live from here/).isVisible();
			},
			{ message: "the end of the log" },
		)
		.toBe(true);
	// The producer is running: what it adds follows by itself.
	const last = async () => (await rowIds(page)).at(-1);
	const before = await last();
	await page.keyboard.press("End");
	await expect.poll(last, { message: "the newest event of the log" }).not.toBe(before);
	expect(await last()).not.toBe(first);
	await page.getByTestId("start-bar").getByRole("button", { name: "Live" }).click();
	await expect(page).toHaveURL(/#\/events$/);
	await expect(page.getByText(/latest 100 orders, then live/)).toBeVisible();
});

test("task: start at an offset, open the order, go to its record and back to the events from there on", async ({ open, daemon }) => {
	const order = (await listOrders(daemon.url, {})).at(-1);
	if (order === undefined) throw new Error("the shared daemon has orders");
	const { kafka_partition: partition, kafka_offset: offset } = order;
	const page = await open("#/events");
	await page.getByRole("button", { name: "Start", exact: true }).click();
	const form = page.getByRole("form", { name: "Start at an offset" });
	await form.getByLabel("Partition").fill(String(partition));
	await form.getByLabel("Offset").fill(String(offset));
	await form.getByRole("button", { name: "Start" }).click();
	await page.keyboard.press("Escape");
	await expect(page).toHaveURL(new RegExp(`at=orders(%2F|/)${partition}(%40|@)${offset}`));
	await expect(rows(page).first()).toHaveAttribute("data-id", `orders/${partition}@${offset}`);
	await rows(page).first().click();
	await expect(details(page).getByRole("heading", { name: `Order ${order.order_id}` })).toBeVisible();
	await details(page)
		.getByTestId("timeline")
		.getByRole("link", { name: `orders/${partition} @ ${offset}` })
		.click();
	await expectHeading(page, `orders/${partition} @ ${offset}`);
	await expect(page.getByRole("complementary", { name: "About the record" })).toContainText(`Records of order ${order.order_id}`);
	await page.getByRole("link", { name: "Events from here" }).click();
	await expect(rows(page).first()).toHaveAttribute("data-id", `orders/${partition}@${offset}`);
	const [second = ""] = (await rowIds(page)).slice(1);
	const next = position(second);
	await rows(page).nth(1).getByRole("link").click();
	await expectHeading(page, `${next.topic}/${next.partition} @ ${next.offset}`);
	await page.goBack();
	await expect(rows(page).first()).toHaveAttribute("data-id", `orders/${partition}@${offset}`);
});

test("a start that the log does not have is refused with the offsets that it has", async ({ open, expectErrors }) => {
	expectErrors();
	const page = await open("#/events?at=orders/0@999999999");
	await expect(page.getByText(/There is no record orders\/0 @ 999999999: it has offsets \d+ to \d+\./)).toBeVisible();
});
