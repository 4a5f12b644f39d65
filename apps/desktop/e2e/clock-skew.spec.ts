/** The operator's machine has the wrong time: ages are computed from the daemon's. */
import type { Page } from "@playwright/test";
import { connection, expectLive, firstRow, pointAway } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { servicesOf } from "./support/rest.ts";
import { secondsOf } from "./support/shown-age.ts";

/** Sets the page's clock `ms` off. */
function skewed(ms: number) {
	return (page: Page) =>
		page.addInitScript((shift) => {
			const Right = Date;
			const now = () => Right.now() + shift;
			globalThis.Date = new Proxy(Right, {
				construct: (_target, given: unknown[]) => Reflect.construct(Right, given.length === 0 ? [now()] : given),
				get: (target, key) => (key === "now" ? now : Reflect.get(target, key)),
			});
		}, ms);
}

async function agesOf(page: Page, url: string): Promise<Readonly<Record<string, string>>> {
	const live = (await connection(page).innerText()).split("\n")[0] ?? "";
	const figure = await page
		.getByText(/^[\d.]+\s*(?:s|m.*)$/)
		.first()
		.innerText();
	const alert = await page.getByRole("region", { name: "Newest alerts" }).locator("tbody tr td:last-child").first().innerText();
	await page.goto(`${url}/#/lag`);
	const lag = await page.getByText(/sampled .* ago/).innerText();
	await page.goto(`${url}/#/inventory`);
	const inventory = await page.getByText(/read .* ago/).innerText();
	return { connection: live, "a figure": figure, "the newest alert": alert, "the lag sample": lag, "the inventory": inventory };
}

for (const minutes of [10, -10]) {
	const direction = `${Math.abs(minutes)} minutes ${minutes > 0 ? "fast" : "slow"}`;
	test(`this machine's clock is ${direction}: every age is computed from the daemon's`, async ({ open, daemon, note }) => {
		const page = await open("#/", { before: skewed(minutes * 60_000) });
		await page.getByRole("region", { name: "Newest alerts" }).locator("tbody tr").first().waitFor();
		await expectLive(page);
		const ages = Object.entries(await agesOf(page, daemon.url));
		for (const [what, text] of ages) expect(secondsOf(text), `the age of ${what}: ${text}`).toBeLessThanOrEqual(30);
		note(ages.map(([what, text]) => `${what}: ${text}`).join(", "));
		await page.goto(`${daemon.url}/#/services`);
		const up = await page.locator("tr[data-role=analytics] td[title^='since ']").innerText();
		const [service] = await servicesOf(daemon.url);
		const actual = (Date.now() - Date.parse(service?.started_at ?? "")) / 1000;
		expect(Math.abs(secondsOf(up) - actual), `a role is up for ${actual} s, shown as ${up}`).toBeLessThanOrEqual(20);
		await page.goto(`${daemon.url}/#/orders?since=1h`);
		await pointAway(page);
		await firstRow(page);
	});
}
