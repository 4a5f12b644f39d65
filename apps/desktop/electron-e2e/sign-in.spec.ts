/** Signing in at an issuer in the system's browser: the app gets the token, no page does. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AUDIENCE, CLIENT_ID, startTestIssuer } from "../../daemon/src/access/issuer.fixture.ts";
import { createDaemon } from "../e2e/support/daemon.ts";
import { doubleOf, eventually, openEnvironment, signInsOf } from "./desktop.ts";
import { inFiles, inHeap, inPage } from "./find-string.ts";
import { expect, test } from "./fixtures.ts";

test("an operator signs in by the system's browser, and again when the session has ended, with the draft in place @double", async ({
	start,
	defer,
	userData,
}) => {
	const issuer = await startTestIssuer();
	defer(async () => issuer[Symbol.asyncDispose]());
	const daemon = await createDaemon({
		PRODUCER_RATE: "5",
		OIDC_ISSUER: issuer.url,
		OIDC_AUDIENCE: AUDIENCE,
		OIDC_CLIENT_ID: CLIENT_ID,
	});
	defer(async () => daemon[Symbol.asyncDispose]());
	await daemon.start();
	const desktop = await start();
	const { openedExternally } = doubleOf(desktop);
	const { page } = await openEnvironment(desktop, { name: "staging", url: daemon.url, kind: "staging" });
	/** Clicks, and does in the system's browser what the operator does there. */
	const signIn = async () => {
		const before = openedExternally.length;
		await page.getByRole("button", { name: `Sign in with ${new URL(issuer.url).host}` }).click();
		const url = await eventually("the system's browser", () => openedExternally[before]);
		assert.match(await (await fetch(url)).text(), /You can close this page/);
	};

	// Accepted for twelve seconds from here: a daemon tolerates 60.
	issuer.lifetimeSeconds = 12 - 60;
	await signIn();
	await page.locator("[data-testid=connection][data-kind=live]").waitFor();
	await page.evaluate(() => window.location.assign("#/orders?new=true"));
	await page.getByLabel("Customer id").fill("1234");
	await page.getByTestId("session-bar").waitFor();

	issuer.lifetimeSeconds = 3_600;
	await page.getByRole("button", { name: "Create order" }).press("Enter");
	await signIn();
	await page.locator("[data-testid=connection][data-kind=live]").waitFor();
	await expect(page.getByTestId("session-bar")).toHaveCount(0);
	await expect(page.getByLabel("Customer id")).toHaveValue("1234");
	await expect.poll(() => signInsOf(page)).toEqual(["desktop oidc", "desktop oidc"]);

	const { issued } = issuer;
	assert.ok(issued.length >= 2);
	for (const token of issued) {
		assert.equal(await inHeap(page, token), false, "in the page's heap");
		assert.equal(await inPage(page, token), false, "in what the page keeps");
		assert.deepEqual(await inFiles(userData, token), []);
	}
	assert.match(await readFile(join(userData, "secrets.json"), "utf8"), new RegExp(`"origin": "${daemon.url}"`));
});
