/** What the parts of the page do to each other: toasts have an area of their own, a narrow window stacks, and the focus ring is seen whole. */
import type { Locator, Page } from "@playwright/test";
import { details, holdRows, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { clippedFocus, untilStill } from "./support/page-checks.ts";

test.use({ pace: "calm" });

const SIZES = [
	[1440, 900],
	[1280, 800],
	[900, 1200],
	[720, 450],
] as const;

/** Whether the pointer would meet the element in its middle, once it is scrolled into view. */
async function isReachable(element: Locator): Promise<boolean> {
	await element.scrollIntoViewIfNeeded();
	return element.evaluate((each) => {
		const { left, right, top, bottom } = each.getBoundingClientRect();
		return each.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
	});
}

/** The toast that lies over neither the screen nor a sheet. While the pointer is on it, it stays. */
async function expectBeside(toast: Locator, others: readonly Locator[]): Promise<void> {
	await toast.hover();
	const box = await toast.boundingBox();
	for (const other of others) {
		const beside = await other.boundingBox();
		if (box === null || beside === null) throw new Error("not on the page");
		expect(beside.y + beside.height, "the end of what a toast must not cover").toBeLessThanOrEqual(box.y);
	}
}

async function exportOrders(page: Page): Promise<Locator> {
	await page.getByRole("button", { name: "Export" }).first().click();
	await page.getByRole("menuitem", { name: /^CSV/ }).click();
	const toast = page.getByRole("region", { name: "Messages" }).getByRole("alert");
	await toast.hover();
	return toast;
}

test("a toast covers neither the rows and the foot of a list nor the buttons of a panel or a sheet", async ({ open }) => {
	const page = await open("#/orders?country=DE,US,GB,FR");
	await holdRows(page);
	await page
		.getByRole("checkbox", { name: /^Select \d+$/ })
		.first()
		.check();
	await rows(page).nth(3).click();
	await page.getByTestId("timeline").waitFor();
	const toast = await exportOrders(page);
	const main = page.getByRole("main");
	for (const [width, height] of SIZES) {
		await test.step(`${width} × ${height}`, async () => {
			await page.setViewportSize({ width, height });
			await untilStill(page);
			await expectBeside(toast, [main]);
			for (const element of [
				rows(page).first(),
				page.getByText(/ of [\d,]+ orders · /),
				details(page).getByRole("button", { name: /Cancel order/ }),
			])
				expect(await isReachable(element)).toBe(true);
		});
	}
	await page.getByRole("button", { name: "Cancel…" }).press("Enter");
	const sheet = page.getByRole("dialog", { name: /^Cancel 1 order/ });
	await sheet.waitFor();
	for (const [width, height] of SIZES) {
		await test.step(`a sheet, ${width} × ${height}`, async () => {
			await page.setViewportSize({ width, height });
			await untilStill(page);
			await expectBeside(toast, [main, sheet]);
			expect(await isReachable(sheet.getByRole("button", { name: /^Keep order/ }))).toBe(true);
		});
	}
});

test("below 1100 px the rail is collapsed, an order opens beneath its list and comes into sight, and above them the user's choice stays", async ({
	open,
}) => {
	const page = await open("#/orders?country=DE,US,GB,FR", { width: 720, height: 450 });
	const rail = page.getByRole("navigation", { name: "Screens" });
	await holdRows(page);
	expect((await rail.boundingBox())?.width).toBe(56);
	await expect(rail.getByRole("button", { name: /sidebar/ })).toHaveCount(0);
	await rows(page).first().click();
	await page.getByTestId("timeline").waitFor();
	await expect(details(page).getByRole("heading", { level: 2 })).toBeInViewport();
	await expect(details(page).getByRole("separator")).toBeHidden();
	const [list, panel] = [await page.getByRole("region", { name: "Orders", exact: true }).boundingBox(), await details(page).boundingBox()];
	expect(list?.height, "px for rows").toBeGreaterThanOrEqual(300);
	expect(panel?.y, "the panel is beneath").toBeGreaterThanOrEqual((list?.y ?? 0) + (list?.height ?? 0));

	await page.setViewportSize({ width: 1440, height: 900 });
	expect((await rail.boundingBox())?.width).toBe(216);
	await rail.getByRole("button", { name: "Collapse sidebar" }).click();
	expect((await rail.boundingBox())?.width).toBe(56);
	await expect(rail.getByRole("button", { name: "Expand sidebar" })).toBeVisible();
	for (const link of await rail.getByRole("link").all()) await expect(link).toBeInViewport();
});

test("a rail that is expanded in a low window scrolls to its last screen", async ({ open }) => {
	const page = await open("#/orders", { width: 1280, height: 420 });
	const rail = page.getByRole("navigation", { name: "Screens" });
	const last = rail.getByRole("link", { name: "Audit log" });
	await last.scrollIntoViewIfNeeded();
	await expect(last).toBeInViewport({ ratio: 1 });
	expect(await isReachable(last)).toBe(true);
	await expect(rail.getByRole("button", { name: "Shortcuts" })).toBeInViewport({ ratio: 1 });
});

test("the focus ring is nowhere clipped, and rows do not interrupt that of a list", async ({ open }) => {
	const page = await open("#/orders?country=DE,US,GB,FR");
	await holdRows(page);
	await rows(page).nth(3).click();
	await page.getByTestId("timeline").waitFor();
	const frame = page.getByRole("region", { name: "Orders", exact: true });
	await page.getByRole("grid").press("ArrowDown");
	await expect(frame).toHaveCSS("outline-width", "2px");
	await expect(frame).toHaveCSS("outline-offset", "-1px");
	for (const screen of ["orders", "alerts", "events", "dead-letters", "lag", "inventory", "services", "replay", "rules", "audit", ""]) {
		if (screen !== "orders") await page.evaluate((hash) => window.location.assign(hash), `#/${screen}`);
		await page.getByRole("main").getByRole("button").first().waitFor();
		const clipped = new Set<string>();
		for (let pressed = 0; pressed < 50; pressed++) {
			await page.keyboard.press("Tab");
			const fault = await clippedFocus(page);
			if (fault !== undefined) clipped.add(fault);
		}
		expect.soft([...clipped], `where the ring is clipped, #/${screen}`).toEqual([]);
	}
});
