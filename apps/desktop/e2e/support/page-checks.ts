/** Checks that hold for every screen: it fits its window, and axe finds nothing serious. */
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { textFaults } from "./text-faults.ts";

const SCREENSHOTS = join(import.meta.dirname, "../screenshots");

/** Takes a picture for people to look at, if SCREENSHOTS=1 requests them; they are not in Git. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
	if (process.env.SCREENSHOTS === "1") await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** Dialogs fade in; half-transparent colors have no contrast to measure. Rows that have just arrived go on arriving. */
export function untilStill(page: Page): Promise<void> {
	return page.evaluate(async () => {
		const running = () =>
			document.getAnimations().filter(({ effect }) => {
				if (!(effect instanceof KeyframeEffect) || effect.getComputedTiming().iterations === Number.POSITIVE_INFINITY) return false;
				return effect.target?.closest("[data-new]") === null;
			});
		for (let stillFrames = 0; stillFrames < 3; stillFrames++) {
			await new Promise(requestAnimationFrame);
			if (running().length > 0) stillFrames = -1;
			await Promise.all(running().map((animation) => animation.finished.catch(() => undefined)));
		}
	});
}

/**
 * Nothing is wider than the window or the screen, every text can be read, and none lies over another. `scrollsDown`: the screen of a window
 * this small may scroll down.
 */
export async function checkFits(page: Page, scrollsDown: boolean): Promise<void> {
	// Until its own font has loaded a page is drawn in one of the system's, which may be wider.
	await page.evaluate(() => document.fonts.ready.then(() => undefined));
	const over = await page.evaluate(() => ({
		right: document.documentElement.scrollWidth - window.innerWidth,
		down: document.documentElement.scrollHeight - window.innerHeight,
		mainRight: (document.querySelector("main")?.scrollWidth ?? 0) - (document.querySelector("main")?.clientWidth ?? 0),
		main: (document.querySelector("main")?.scrollHeight ?? 0) - (document.querySelector("main")?.clientHeight ?? 0),
	}));
	const cut = await page
		.getByRole("navigation", { name: "Screens" })
		.getByRole("link")
		.evaluateAll((links) => {
			const isCut = (element: Element) => element.scrollWidth > element.clientWidth && !element.classList.contains("sr");
			return links.filter((link) => [link, ...link.children].some(isCut)).map((link) => link.textContent);
		});
	expect(cut, "links wider than the rail").toEqual([]);
	expect(over.right, "px wider than the window").toBeLessThanOrEqual(0);
	expect(over.mainRight, "px wider than the screen's part of the window").toBeLessThanOrEqual(0);
	expect(await page.evaluate(textFaults), "texts that cannot be read").toEqual([]);
	if (scrollsDown) return;
	expect(Math.max(over.down, over.main), "px higher than the window").toBeLessThanOrEqual(0);
}

/** No violation that axe calls serious or critical, of all its rules or of the given ones. */
export async function checkAccessible(page: Page, rules?: readonly string[]): Promise<void> {
	const builder = new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
	if (rules !== undefined) builder.withRules([...rules]);
	// The console has no frames from elsewhere: the axe that is in the page already can finish there.
	const { violations } = await builder.setLegacyMode(true).analyze();
	const serious = violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
	expect(serious, "what axe found").toEqual([]);
}

/** What has the focus, if a part of its ring is cut by what it is in; undefined where the ring is seen whole. */
export function clippedFocus(page: Page): Promise<string | undefined> {
	return page.evaluate(() => {
		/** Of a ring of two pixels one is still seen. */
		const slack = 1;
		const focused = document.activeElement;
		if (focused === null || focused === document.body) return undefined;
		// The ring of a grid or a table is that of its frame.
		const isFramed = focused.matches("[role=grid], section:has(> table)") && getComputedStyle(focused).outlineStyle === "none";
		const element = isFramed ? focused.parentElement?.closest(":not([data-kept])") : focused;
		if (element == null) return undefined;
		const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
		// A text field has a border of the same color instead.
		if (outlineStyle === "none")
			return focused.matches("input, textarea, [role=gridcell]") ? undefined : `${focused.outerHTML.slice(0, 120)} has no ring`;
		const reach = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset) - slack;
		const { left, right, top, bottom } = element.getBoundingClientRect();
		for (let each = element.parentElement; each !== null; each = each.parentElement) {
			const { overflowX, overflowY } = getComputedStyle(each);
			if (overflowX === "visible" && overflowY === "visible") continue;
			// A frame may be higher than the screen, which scrolls to the rest of it.
			if (isFramed && each.matches("main")) break;
			const frame = each.getBoundingClientRect();
			const isWhole =
				left - reach >= frame.left && right + reach <= frame.right && top - reach >= frame.top && bottom + reach <= frame.bottom;
			if (!isWhole) return `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent}`.slice(0, 80);
		}
		return undefined;
	});
}
