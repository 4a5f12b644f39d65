/** Dead letters in a real browser: browse, dry run, redrive with a result per row, and the refusal of a second operator. */
import { createDaemon } from "./support/daemon.ts";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, untilStill } from "./support/page-checks.ts";
import { seedLetters } from "./support/seed-letters.ts";

const LETTERS = 3;

test("letters are opened, evaluated and redriven with a result per row; a second operator is refused in place", async ({
	open,
	expectErrors,
}) => {
	expectErrors();
	await using daemon = await createDaemon({ PRODUCER_RATE: "0", PAYMENT_DECLINE_RATE: "0", PAYMENT_LATENCY_MS: "1" });
	seedLetters(daemon.dataDir, LETTERS);
	await daemon.start();
	const page = await open("#/dead-letters", { at: daemon.url });
	await expect(page.getByRole("link", { name: /^Dead letters/ })).toContainText(`${LETTERS} waiting`);
	await page.getByRole("button", { name: /^Handler failed: TypeError in charge\s*, 3/ }).click();
	const rows = page.getByRole("grid", { name: "Dead letters" }).locator("[data-id]");
	await expect(rows).toHaveCount(LETTERS);
	await rows.first().click();
	const panel = page.getByRole("complementary", { name: "Details" });
	await expect(panel).toContainText("TypeError: cannot charge");
	await expect(panel.getByLabel("Decoded value")).toContainText('"order_id"');
	await untilStill(page);
	await checkAccessible(page);

	// The other operator has the discard of this letter open already.
	const other = await open(new URL(page.url()).hash, { at: daemon.url });
	await other.getByRole("button", { name: "Discard…" }).click();
	const discard = other.getByRole("dialog", { name: "Discard 1 dead letter" });
	await discard.getByLabel("Reason").fill("seems lost");

	await page.getByLabel("Select all letters shown").check();
	await page.getByRole("button", { name: "Dry run" }).click();
	const line = page.getByRole("status", { name: "Dry run" });
	await expect(line).toContainText(`${LETTERS} succeed`);
	await line.getByRole("button", { name: `Redrive ${LETTERS}…` }).click();
	const sheet = page.getByRole("dialog", { name: `Redrive ${LETTERS} dead letters` });
	await expect(sheet).toContainText(`${LETTERS} would succeed`);
	await sheet.getByLabel("Reason").fill("fixed in this version");
	await sheet.getByRole("button", { name: `Redrive ${LETTERS} dead letters` }).click();
	await expect(sheet).toContainText(`Expected ${LETTERS}, published ${LETTERS}`);
	await expect(sheet.getByRole("list", { name: "Results" }).getByText("Succeeded")).toHaveCount(LETTERS);

	await discard.getByRole("button", { name: "Discard 1 dead letter" }).click();
	await expect(discard.getByRole("alert")).toContainText("is not waiting: it is SUCCEEDED");
});
