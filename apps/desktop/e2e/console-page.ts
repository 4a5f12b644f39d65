/** What the cases look at on a page. */
import type { Page } from "playwright-core";

export const connection = (page: Page) => page.getByTestId("connection");
export const rows = (page: Page) => page.locator("[role=grid] [data-id]");
export const bar = (page: Page) => page.getByTestId("list-bar");

/** Waits until `read` gives what `accept` accepts; says what it gave last when it never does. */
export async function until<T>(what: string, read: () => Promise<T>, accept: (value: T) => boolean, ms = 20_000): Promise<T> {
	const deadline = Date.now() + ms;
	for (;;) {
		const value = await read();
		if (accept(value)) return value;
		if (Date.now() > deadline) throw new Error(`${what}: still ${JSON.stringify(value)} after ${ms / 1000} s`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

export async function firstRow(page: Page): Promise<string> {
	return (await rows(page).first().getAttribute("data-id", { timeout: 15_000 })) ?? "";
}

/** The ids of the rows that stand on the screen, from the top. */
export function rowIds(page: Page): Promise<string[]> {
	return rows(page).evaluateAll((elements) =>
		elements
			.map((element) => ({ id: element.getAttribute("data-id") ?? "", top: element.getBoundingClientRect().top }))
			.sort((a, b) => a.top - b.top)
			.map((row) => row.id),
	);
}

export async function connectionKind(page: Page): Promise<string> {
	return (await connection(page).getAttribute("data-kind")) ?? "";
}

/** Moves the pointer off the list, where it would hold it. */
export function pointAway(page: Page): Promise<void> {
	return page.mouse.move(4, 400);
}
