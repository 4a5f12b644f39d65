/** What the tests look at on a page of the console. */
import { expect, type Page } from "@playwright/test";

export const connection = (page: Page) => page.getByTestId("connection");
export const rows = (page: Page) => page.locator("[role=grid] [data-id]");
export const bar = (page: Page) => page.getByTestId("list-bar");
export const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

export async function expectLive(page: Page): Promise<void> {
	await expect(connection(page)).toHaveAttribute("data-kind", "live");
}

export async function expectHeading(page: Page, name: string): Promise<void> {
	await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

/** How many changes a held list has not shown yet. */
export function waiting(page: Page): Promise<number> {
	return page.getByTestId("waiting").getAttribute("data-count").then(Number);
}

/** The id of the first row, once there is one. */
export async function firstRow(page: Page): Promise<string> {
	return (await rows(page).first().getAttribute("data-id")) ?? "";
}

/** The ids of the rows on the screen, from the top. */
export function rowIds(page: Page): Promise<string[]> {
	return rows(page).evaluateAll((elements) =>
		elements
			.map((element) => ({ id: element.getAttribute("data-id") ?? "", top: element.getBoundingClientRect().top }))
			.sort((a, b) => a.top - b.top)
			.map((row) => row.id),
	);
}

/** Runs `change` and checks that no row has moved. */
export async function expectRowsUnmoved(page: Page, change: () => Promise<unknown>): Promise<void> {
	const before = await rowIds(page);
	await change();
	const after = await rowIds(page);
	// A toast that comes or goes makes the list lower or higher: at its end there are fewer rows, or more.
	const shown = Math.min(before.length, after.length);
	expect(shown, "rows").toBeGreaterThan(0);
	expect(after.slice(0, shown), "rows that must not move").toEqual(before.slice(0, shown));
}

/** Points at the list, which keeps its rows in place: those of a list that follows may have moved on before a slow machine has clicked one. */
export async function holdRows(page: Page): Promise<void> {
	await rows(page).first().waitFor();
	await page.getByRole("grid").hover({ position: { x: 300, y: 200 } });
	await expect(bar(page).getByText("Held")).toBeVisible();
}

/** Moves the pointer off the list, where it would hold it. */
export function pointAway(page: Page): Promise<void> {
	return page.mouse.move(4, 400);
}

/** Chooses a product in the form of a new order. */
export async function chooseProduct(page: Page, name: RegExp): Promise<void> {
	const form = page.getByRole("dialog", { name: "New order" });
	await form
		.getByRole("textbox", { name: "Product 1" })
		.or(form.getByRole("combobox", { name: "Product 1" }))
		.first()
		.click();
	await page.getByRole("option", { name }).click();
}
