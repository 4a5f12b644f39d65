/** A group is paused by one operator, refused to another, set back and resumed: in a browser, against a real daemon. */
import { createHash } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, takeScreenshot } from "./support/page-checks.ts";

const GROUP = "payments-group";
const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
const TOKENS = `ada:admin:${hashOf("ada-token")},otto:operator:${hashOf("otto-token")}`;

async function signIn(page: Page, token: string): Promise<void> {
	await page.getByLabel("Token").fill(token);
	await page.getByRole("button", { name: "Sign in" }).click();
	await expect(page.getByRole("button", { name: new RegExp(`^${GROUP}, `) })).toBeVisible();
}

test("pause, a second operator's refusal, a reset with its read-back and its restore, resume", async ({
	open,
	startDaemon,
	expectErrors,
}) => {
	// The refused requests are in the browser's log.
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "20", AUTH_TOKENS: TOKENS });
	const ada = await open(`#/lag?group=${GROUP}`, { at: daemon.url, theme: "dark" });
	await signIn(ada, "ada-token");
	const otto = await open(`#/lag?group=${GROUP}`, { at: daemon.url });
	await signIn(otto, "otto-token");

	// Both have the sheet open: the second one loses, and sees to whom.
	await otto.getByRole("button", { name: `Pause… ${GROUP}` }).click();
	const late = otto.getByRole("dialog", { name: `Pause ${GROUP}` });
	await late.getByLabel("Reason").fill("me too");
	await ada.getByRole("button", { name: `Pause… ${GROUP}` }).click();
	const sheet = ada.getByRole("dialog", { name: `Pause ${GROUP}` });
	await takeScreenshot(ada, "group-pause");
	await checkAccessible(ada);
	await sheet.getByLabel("Reason").fill("payment-svc-4 is stuck");
	await sheet.getByRole("button", { name: "Pause group" }).click();
	await expect(sheet.getByText(`${GROUP} is paused`)).toBeVisible();
	await sheet.getByRole("button", { name: "Close" }).last().click();
	await expect(late.getByText("Paused by ada")).toBeVisible();
	await expect(late.getByRole("button", { name: "Pause group" })).toBeDisabled();
	await late.getByRole("button", { name: "Keep it running" }).click();
	const band = otto.getByRole("region", { name: `Pause of ${GROUP}` });
	await expect(band).toContainText("Paused by ada");
	await expect(band).toContainText("payment-svc-4 is stuck");
	await expect(otto.getByRole("button", { name: `Resume… ${GROUP}` })).toBeDisabled();
	await takeScreenshot(otto, "group-paused");

	await ada.getByRole("button", { name: `Reset offsets… ${GROUP}` }).click();
	const reset = ada.getByRole("dialog", { name: `Reset offsets of ${GROUP}` });
	await reset.getByRole("button", { name: "Choose target" }).click();
	await reset.getByLabel(/^Earliest/).check();
	await reset.getByRole("button", { name: "Preview" }).click();
	await expect(reset.getByText(/are read again$/).first()).toBeVisible();
	await takeScreenshot(ada, "group-reset-preview");
	await reset.getByLabel("Reason").fill("read all of it again");
	await reset.getByRole("button", { name: /^Reset \d+ partitions/ }).click();
	await expect(reset.getByText(/^Expected 12 partitions, moved 12$/)).toBeVisible();
	await takeScreenshot(ada, "group-reset-read-back");
	await expect(reset.getByRole("button", { name: "Restore previous offsets…" })).toBeVisible();
	// Later, and on another page, it is offered too.
	await ada.reload();
	await expect(ada.getByText(/^Offsets reset by ada at/)).toBeVisible();
	await expect(ada.getByRole("list", { name: "Actions on the chart" }).getByRole("link").first()).toBeVisible();
	await takeScreenshot(ada, "group-reset-earlier");
	await checkAccessible(ada);
	await ada.getByRole("button", { name: `Restore previous offsets… ${GROUP}` }).click();
	const restore = ada.getByRole("dialog", { name: `Restore offsets of ${GROUP}` });
	await restore.getByLabel("Reason").fill("as it was");
	await restore.getByRole("button", { name: /^Restore \d+ partitions/ }).click();
	await expect(restore.getByText(/^Expected \d+ partitions?, moved \d+$/)).toBeVisible();
	await restore.getByRole("button", { name: "Close" }).last().click();

	await ada.getByRole("button", { name: `Resume… ${GROUP}` }).click();
	const resume = ada.getByRole("dialog", { name: `Resume ${GROUP}` });
	await takeScreenshot(ada, "group-resume");
	await resume.getByLabel("Reason").fill("fixed");
	await resume.getByRole("button", { name: "Resume group" }).click();
	await expect(resume.getByText(`${GROUP} is running`)).toBeVisible();
	await expect(band).toBeHidden();
});
