/** System notifications, while the operator looks elsewhere. */
import type { Page } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { countHighAlerts } from "./support/rest.ts";

/** Takes the system's place: records each notification, on a page that never has the focus. */
async function recordNotifications(page: Page): Promise<void> {
	await page.context().grantPermissions(["notifications"]);
	await page.addInitScript(() => {
		const notified: string[] = [];
		class Recorder {
			static permission = "granted";
			static requestPermission = async () => "granted";
			constructor(title: string, options: { body: string; tag: string }) {
				notified.push(`${options.tag}|${title}|${options.body}`);
			}
		}
		Object.assign(window, { Notification: Recorder, notified });
		document.hasFocus = () => false;
	});
}

async function alertsNotified(page: Page): Promise<readonly string[]> {
	const all = await page.evaluate(() => (window as unknown as { notified: string[] }).notified);
	return all.filter((each) => each.startsWith("alerts|"));
}

// High scores are rare.
test.use({ pace: "busy" });

test("high-score alerts are notified by the system while the operator looks elsewhere, grouped, and can be muted", async ({
	open,
	daemon,
}) => {
	const page = await open("#/alerts", {
		async before(each) {
			await each.clock.install();
			await recordNotifications(each);
		},
	});
	await page.getByRole("button", { name: "Notifications" }).click();
	await page.getByRole("switch", { name: /Desktop notifications/ }).click();
	// There is one notification in 15 seconds, by the page's clock: it runs ahead while real alerts arrive.
	const runAhead = async () => {
		await page.clock.fastForward(2_000);
		return alertsNotified(page);
	};
	const grouped = expect.stringMatching(/^alerts\|\d+ alerts scoring 90\+\|\$[\d,.]+ in total/);
	await expect.poll(runAhead, { intervals: [500] }).toContainEqual(grouped);

	// More of them wait for the next notification: muting is about those, too.
	const moreAlerts = async (count: number) => {
		const since = new Date().toISOString();
		await expect.poll(() => countHighAlerts(daemon.url, since)).toBeGreaterThanOrEqual(count);
	};
	await moreAlerts(2);
	await page.getByRole("switch", { name: /Alerts scoring 90/ }).click();
	await page.keyboard.press("Escape");
	const before = await alertsNotified(page);
	for (const round of [1, 2]) {
		for (let ahead = 0; ahead < 20_000; ahead += 2_000) await runAhead();
		expect(await alertsNotified(page), `notified while muted, round ${round}`).toEqual(before);
		await moreAlerts(2);
	}
});
