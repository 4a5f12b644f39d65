/** What the desktop adds to the console's screens, in both themes: looked at by axe, and a picture taken of each. */
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { SCREENSHOTS } from "../../e2e/suite.ts";
import { type Case, onlyPage, openEnvironment, signIn } from "../desktop.ts";

async function look(page: Page, name: string): Promise<void> {
	// What slides in is looked at when it stands.
	await page.waitForTimeout(400);
	await mkdir(SCREENSHOTS, { recursive: true });
	await page.screenshot({ path: join(SCREENSHOTS, `desktop-${name}.png`) });
	const { violations } = await new AxeBuilder({ page }).analyze();
	const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
	assert.deepEqual(found, [], name);
}

export const lookCases: readonly Case[] = (["light", "dark"] as const).map((theme) => ({
	name: `axe finds nothing serious in what the desktop adds, ${theme}`,
	async run({ start, daemon }) {
		const desktop = await start();
		const first = onlyPage(desktop);
		await first.evaluate((choice) => window.orderdeck?.theme?.set(choice), theme);
		await first.getByText("The daemon cannot be reached").waitFor();
		await look(first, `unreachable-${theme}`);
		await first.getByTestId("environment").click();
		await look(first, `switcher-${theme}`);
		await first.getByRole("menuitem", { name: "Environments…" }).click();
		await first.getByRole("button", { name: "Add an environment" }).waitFor();
		await look(first, `environments-${theme}`);
		await first.getByRole("button", { name: "Add an environment" }).click();
		await look(first, `add-environment-${theme}`);

		const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
		await page.getByLabel("Token", { exact: true }).waitFor();
		await look(page, `sign-in-${theme}`);
		await signIn(page, daemon.token);
		await page.evaluate(() => {
			location.hash = "/services";
		});
		const act = page.getByRole("button", { name: /(Stop|Start) the producer|^Stop$|^Start$/ });
		await act.waitFor();
		assert.equal(await act.isDisabled(), true);
		assert.equal(await act.getAttribute("title"), "eu-prod is production and read-only. Unlock it to act.");
		await look(page, `production-locked-${theme}`);
		await page.getByRole("button", { name: "Unlock…" }).click();
		await look(page, `unlock-${theme}`);
		await page.getByLabel("Type eu-prod").fill("eu-prod");
		await page.getByRole("button", { name: "Unlock for 15 minutes" }).click();
		await page.getByText("unlocked ·").waitFor();
		assert.equal(await act.isEnabled(), true);
		await look(page, `production-unlocked-${theme}`);
		await page.setViewportSize({ width: 1280, height: 800 });
		const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
		assert.equal(wide, seen);
		await look(page, `production-small-${theme}`);
	},
}));
