/** What a screen reader announces by itself has a name, or words that state what it is about. */
import type { Page } from "@playwright/test";
import { expectLive } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { settled } from "./support/settled.ts";

test.use({ pace: "calm" });

const SCREENS = [
	"#/",
	"#/orders",
	"#/alerts?tab=open",
	"#/lag?group=payments-group",
	"#/events",
	"#/dead-letters",
	"#/replay",
	"#/inventory",
	"#/rules",
	"#/services",
	"#/audit",
];
const REGIONS = "[role=status], [role=log], [role=alert], [role=timer], [role=marquee], [aria-live]:not([aria-live=off]), output";

/** Live regions without a name and without words. */
function nameless(page: Page): Promise<string[]> {
	return page.locator(REGIONS).evaluateAll((regions) =>
		regions
			.filter((region) => {
				const labels = (region.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
				const name = region.getAttribute("aria-label") ?? labels.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
				return name.trim() === "" && (region.textContent ?? "").trim() === "";
			})
			.map((region) => region.outerHTML.slice(0, 200)),
	);
}

for (const hash of SCREENS) {
	test(`${hash}: each live region has a name`, async ({ open }) => {
		const page = await open(hash);
		await expectLive(page);
		expect(await settled(() => page.locator(REGIONS).count()), "live regions").toBeGreaterThan(0);
		expect(await nameless(page)).toEqual([]);
	});
}
