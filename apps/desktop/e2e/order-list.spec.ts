/** What operators do with a list of orders: keep a view of it, choose a time, export it, copy from it. */
import { readFile } from "node:fs/promises";
import { details, firstRow, holdRows, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";

test.use({ pace: "calm" });

test("a view is saved, survives a reload, and is removed", async ({ open }) => {
	const page = await open("#/orders?country=DE&minAmount=400");
	await page.getByRole("button", { name: "Save view" }).click();
	await page.getByLabel("Name").fill("German, large");
	await page.keyboard.press("Enter");
	const views = page.getByRole("navigation", { name: "Order views" });
	await expect(views.getByRole("link", { name: "German, large" })).toBeVisible();
	await views.getByRole("link", { name: "All orders" }).click();
	await page.reload();
	await views.getByRole("link", { name: "German, large" }).click();
	await expect(page).toHaveURL(/#\/orders\?country=DE&minAmount=400$/);
	await views.getByRole("button", { name: "Remove the view German, large" }).click();
	await expect(views.getByRole("link", { name: "German, large" })).toBeHidden();
});

test("orders are found by when they were created: a span, or two ends picked", async ({ open, daemon }) => {
	const page = await open("#/orders");
	await firstRow(page);
	await page.getByRole("button", { name: "Created", exact: true }).click();
	await page.getByRole("button", { name: "last hour" }).click();
	await expect(page).toHaveURL(/#\/orders\?since=1h$/);
	await page.getByRole("button", { name: "From (UTC)" }).click();
	await page.locator(".mantine-DateTimePicker-day:not([data-outside])").first().click();
	await page.getByRole("button", { name: "Apply time" }).click();
	await expect(page).toHaveURL(/#\/orders\?from=\d{4}-\d{2}-01T\d{2}:\d{2}:\d{2}Z$/);
	await page.goto(`${daemon.url}/#/orders?to=2020-01-01T00:00:00Z`);
	await expect(page.getByText("No orders match these filters")).toBeVisible();
});

test("an export can be stopped, and then saves nothing", async ({ open }) => {
	const held = Promise.withResolvers<void>();
	const page = await open("#/orders?country=DE&minAmount=400", {
		before: (each) =>
			each.route(/orders\.list.*%22limit%22%3A500|orders\.list.*"limit":500/, async (route) => {
				await held.promise;
				// A request that the page has aborted meanwhile cannot go on.
				await route.continue().catch(() => undefined);
			}),
	});
	const saved: string[] = [];
	page.on("download", (download) => saved.push(download.suggestedFilename()));
	const start = async (format: RegExp) => {
		await page.getByRole("button", { name: "Export" }).click();
		await page.getByRole("menuitem", { name: format }).click();
	};
	await firstRow(page);
	await start(/JSON/);
	await expect(page.getByTestId("export-progress")).toBeVisible();
	await page.getByRole("button", { name: "Stop" }).click();
	await expect(page.getByRole("button", { name: "Export" })).toBeVisible();
	held.resolve();
	// The next export reads the same pages, and it alone is saved.
	await start(/CSV/);
	await expect.poll(() => saved).toEqual([expect.stringMatching(/\.csv$/)]);
});

test("the list is sorted by a column, also after a reload, keeps its selection, and saves it as a file", async ({ open }) => {
	const page = await open("#/orders");
	await rows(page).nth(9).waitFor();
	await holdRows(page);
	const first = await firstRow(page);
	await page.getByRole("checkbox", { name: `Select ${first}`, exact: true }).check();
	await page.getByRole("button", { name: "Amount: sort largest first" }).click();
	await expect(page).toHaveURL(/#\/orders\?sort=amount&direction=desc$/);
	await expect(page.getByRole("toolbar", { name: "Selected orders" })).toContainText("1 selected");
	const [download] = await Promise.all([
		page.waitForEvent("download"),
		page
			.getByRole("button", { name: "Export selected" })
			.click()
			.then(() => page.getByRole("menuitem", { name: /CSV/ }).click()),
	]);
	const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
	expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual([first]);

	await page.reload();
	await rows(page).nth(9).waitFor();
	await expect(page.getByRole("columnheader", { name: /^Amount/ })).toHaveAttribute("aria-sort", "descending");
	const amounts = await rows(page).evaluateAll((elements) =>
		elements
			.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? "" }))
			.sort((a, b) => a.top - b.top)
			.map(({ text }) => Number(/\$([\d,.]+)/.exec(text)?.[1]?.replaceAll(",", ""))),
	);
	expect(amounts).toEqual(amounts.toSorted((a, b) => b - a));
});

test("ids are copied by a button", async ({ open }) => {
	const page = await open("#/orders", { before: (each) => each.context().grantPermissions(["clipboard-read", "clipboard-write"]) });
	await holdRows(page);
	await rows(page).nth(2).click();
	const name = await details(page)
		.getByRole("heading", { name: /^Order/ })
		.innerText();
	await details(page).getByRole("button", { name: "Copy order id" }).click();
	await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(name.replace("Order ", ""));
});
