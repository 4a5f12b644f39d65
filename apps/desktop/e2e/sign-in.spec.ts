/** Signing in at an issuer from a web page, a session that expires, and signing in again: in a real browser, against a real daemon and issuer. */
import { AUDIENCE, CLIENT_ID, startTestIssuer } from "../../daemon/src/access/issuer.fixture.ts";
import { details, expectLive, rows } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, takeScreenshot } from "./support/page-checks.ts";

/** A token that is accepted for this long: a daemon tolerates 60 s. */
const accepted = (seconds: number) => seconds - 60;

test("an operator signs in at the issuer, keeps the draft when the session expires, and signs in again", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	// What is requested after the session has ended is refused.
	expectErrors();
	await using issuer = await startTestIssuer();
	issuer.user = { sub: "u-1", name: "Ann Example", groups: ["staff", "shop-ops"] };
	const daemon = await startDaemon({
		PRODUCER_RATE: "5",
		OIDC_ISSUER: issuer.url,
		OIDC_AUDIENCE: AUDIENCE,
		OIDC_CLIENT_ID: CLIENT_ID,
		OIDC_ROLE_CLAIM: "groups",
		OIDC_ROLE_MAP: "shop-ops=operator",
	});

	// The issuer refuses: one redirect by itself, then the reason and a button.
	issuer.isFailing = true;
	const page = await open("#/orders?new=true", { at: daemon.url });
	const signIn = page.getByRole("button", { name: `Sign in with ${new URL(issuer.url).host}` });
	await expect(page.getByRole("alert")).toContainText("The issuer responded with status 500");
	await checkAccessible(page);
	await takeScreenshot(page, "sign-in-issuer");
	issuer.isFailing = false;
	issuer.lifetimeSeconds = accepted(12);
	await signIn.click();

	await expectLive(page);
	expect(page.url()).toBe(`${daemon.url}/#/orders?new=true`);
	const customer = page.getByLabel("Customer id");
	await customer.fill("1234");
	await page.getByLabel("Email").fill("draft@example.com");

	const bar = page.getByTestId("session-bar");
	await expect(bar).toContainText("Your session has ended");
	await expect(customer).toHaveValue("1234");
	await expect(page.locator("[role=grid] [data-id]").first()).toBeAttached();
	issuer.lifetimeSeconds = 3_600;
	await page.getByRole("button", { name: "Create order" }).press("Enter");
	await expect(page.getByRole("dialog", { name: "Sign in again" })).toBeVisible();
	await checkAccessible(page);
	await takeScreenshot(page, "sign-in-again");
	await signIn.click();

	await expectLive(page);
	await expect(bar).toHaveCount(0);
	await expect(page.getByLabel("Customer id")).toHaveValue("1234");
	await expect(page.getByLabel("Email")).toHaveValue("draft@example.com");
	await page.getByRole("dialog", { name: "New order" }).getByRole("button", { name: "Cancel" }).click();
	await page.getByRole("button", { name: "Account: Ann Example, Operator" }).click();
	const account = page.getByRole("dialog", { name: /^Account/ });
	await expect(account).toContainText("Operator by shop-ops");
	await expect(account).toContainText(/The session expires at .*, in 5\d/);
	await checkAccessible(page);
	await takeScreenshot(page, "account");

	// Two sign-ins, each recorded once with what granted the role.
	await page.keyboard.press("Escape");
	await page.evaluate(() => window.location.assign("#/audit?action=session.start&outcome=done"));
	await expect(rows(page)).toHaveCount(2);
	for (const row of await rows(page).all()) await expect(row).toContainText(/Ann Example.*Sign in/);
	await rows(page).first().click();
	await expect(details(page).getByRole("row", { name: /granted_by/ })).toContainText("shop-ops");
	await expect(details(page)).toContainText("oidc");
});
