/** What of a page has color. */
import type { Page } from "@playwright/test";

/**
 * The parts that show data in color: `class: property color` of each, at most 20. Filled controls keep the color of what they do, and what is about
 * now (the connection, the environment) keeps its own.
 */
export function coloredParts(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const NOT_DATA = "[data-colored], [data-colour], [data-variant=filled], input";
		/** Grays of the themes lean to blue by up to this much, of 255. */
		const GRAY = 40;
		const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
		const hasColor = (value: string) => {
			if (paint === null || value === "none" || value.startsWith("url")) return false;
			paint.clearRect(0, 0, 1, 1);
			paint.fillStyle = value;
			paint.fillRect(0, 0, 1, 1);
			const [red = 0, green = 0, blue = 0, alpha = 0] = paint.getImageData(0, 0, 1, 1).data;
			return alpha > 0 && Math.max(red, green, blue) - Math.min(red, green, blue) > GRAY;
		};
		const seen = new Map<string, boolean>();
		const isColored = (value: string) => {
			const known = seen.get(value) ?? hasColor(value);
			seen.set(value, known);
			return known;
		};
		const found: string[] = [];
		for (const element of document.querySelectorAll("nav *, main *, aside *")) {
			if (found.length >= 20) break;
			if (element.closest(NOT_DATA) !== null || element.getClientRects().length === 0) continue;
			const { color, backgroundColor, fill, stroke } = getComputedStyle(element);
			const drawn = element instanceof SVGElement ? { fill, stroke } : { color, backgroundColor };
			for (const [property, value] of Object.entries(drawn)) {
				if (isColored(value)) found.push(`${element.tagName} ${element.getAttribute("class")}: ${property} ${value}`);
			}
		}
		return found;
	});
}
