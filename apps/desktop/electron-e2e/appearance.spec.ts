/** What the desktop adds to the console's screens, in both themes: checked by axe, and a picture taken of each. */
import assert from "node:assert/strict";
import type { Page } from "@playwright/test";
import { checkAccessible, takeScreenshot, untilStill } from "../e2e/support/page-checks.ts";
import { lockProduction, onlyPage, openEnvironment, signIn } from "./desktop.ts";
import { test } from "./fixtures.ts";

/** Names, roles and focus are the same in both themes; contrast depends on the theme. */
async function checkAppearance(page: Page, name: string): Promise<void> {
	await untilStill(page);
	await takeScreenshot(page, `desktop-${name}`);
	await test.step(name, () => checkAccessible(page, name.endsWith("-dark") ? ["color-contrast"] : undefined));
}

for (const theme of ["light", "dark"] as const) {
	test(`axe finds nothing serious in what the desktop adds, ${theme}`, async ({ start, daemon, defer }) => {
		defer(() => lockProduction(daemon));
		const desktop = await start();
		const first = onlyPage(desktop);
		await first.evaluate((choice) => window.orderdeck?.theme?.set(choice), theme);
		await first.getByText("The daemon cannot be reached").waitFor();
		await checkAppearance(first, `unreachable-${theme}`);
		await first.getByTestId("environment").click();
		await checkAppearance(first, `switcher-${theme}`);
		await first.getByRole("menuitem", { name: "Environments…" }).click();
		await first.getByRole("button", { name: "Add an environment" }).waitFor();
		await checkAppearance(first, `environments-${theme}`);
		await first.getByRole("button", { name: "Add an environment" }).click();
		await checkAppearance(first, `add-environment-${theme}`);

		const { page } = await openEnvironment(desktop, { name: "eu-prod", url: daemon.url, kind: "production" });
		await page.getByLabel("Token", { exact: true }).waitFor();
		await checkAppearance(page, `sign-in-${theme}`);
		await signIn(page, daemon.token);
		await page.evaluate(() => {
			location.hash = "/services";
		});
		const act = page.getByRole("button", { name: /(Stop|Start) the producer|^Stop$|^Start$/ });
		await act.waitFor();
		assert.equal(await act.isDisabled(), true);
		assert.equal(await act.getAttribute("title"), "eu-prod is production and read-only. Unlock to act.");
		await checkAppearance(page, `production-locked-${theme}`);
		await page.getByRole("button", { name: "Unlock…" }).click();
		await checkAppearance(page, `unlock-${theme}`);
		await page.getByLabel("Type eu-prod").fill("eu-prod");
		await page.getByLabel("Reason").fill("incident 42");
		await page.getByRole("button", { name: "Unlock for 15 minutes" }).click();
		await page.getByText("unlocked ·").waitFor();
		assert.equal(await act.isEnabled(), true);
		await checkAppearance(page, `production-unlocked-${theme}`);
		await page.setViewportSize({ width: 1280, height: 800 });
		const [wide, seen] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
		assert.equal(wide, seen);
		await checkAppearance(page, `production-small-${theme}`);
	});
}
