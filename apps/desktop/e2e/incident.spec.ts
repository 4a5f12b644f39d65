/** A slow payment provider under load, then recovery: every change of the status and every toast of ten minutes. In soak runs alone. */
import type { GroupLag } from "@orderdeck/contracts/lag/entities";
import type { Page } from "@playwright/test";
import { expectHeading } from "./support/console-page.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeScreenshot } from "./support/page-checks.ts";
import { lagOf, setProducer } from "./support/rest.ts";

const GROUP = "payments-group";
/** More than payments can charge at 5 s each; the backlog then takes minutes to drain. */
const OVERLOAD_MS = 200_000;
const RECOVERED_WITHIN_MS = 600_000;

/** Each text that a toast of the group has shown, and how many stood there at a time. */
async function recordToasts(page: Page): Promise<void> {
	await page.addInitScript((group) => {
		const seen: { texts: string[]; most: number } = { texts: [], most: 0 };
		Object.assign(window, { toasts: seen });
		const look = () => {
			const toasts = [...document.querySelectorAll('[role="alert"]')].filter(({ textContent }) => textContent.includes(group));
			seen.most = Math.max(seen.most, toasts.length);
			const text = toasts[0]?.textContent;
			if (text !== undefined && text !== seen.texts.at(-1)) seen.texts.push(text);
		};
		new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
	}, GROUP);
}

const toastsOf = (page: Page) => page.evaluate(() => (window as unknown as { toasts: { texts: string[]; most: number } }).toasts);

/** What no sample may show: figures that contradict each other. */
function contradictions({ status, trend, eta, consume_rate, produce_rate, lag_seconds }: GroupLag): string[] {
	const figures = `${status}, ${trend}, ${eta.kind}, ${consume_rate} consumed, ${produce_rate} produced, ${lag_seconds} s`;
	const isWrong = [
		trend === "draining" && eta.kind !== "draining",
		eta.kind === "draining" && (consume_rate ?? 0) <= (produce_rate ?? 0),
		eta.kind === "not-draining" && (consume_rate ?? 0) > 1.2 * (produce_rate ?? 0),
		status === "OK" && (lag_seconds ?? 0) > 60,
	];
	return isWrong.some(Boolean) ? [figures] : [];
}

test("a slow payment provider: one incident, one toast, no status that comes and goes", async ({ open, startDaemon, note }) => {
	test.skip(process.env.SOAK !== "true", "takes more than ten minutes: npm run soak");
	test.setTimeout(OVERLOAD_MS + RECOVERED_WITHIN_MS + 120_000);
	const daemon = await startDaemon({ PRODUCER_RATE: "250", PAYMENT_LATENCY_MS: "5000" });
	const page = await open(`#/lag?group=${GROUP}`, { at: daemon.url, before: recordToasts });
	await expectHeading(page, "Consumer lag");
	const start = performance.now();
	const changes: string[] = [];
	const wrong: string[] = [];
	const look = async () => {
		const lag = await lagOf(daemon.url, GROUP);
		if (lag === undefined) return undefined;
		wrong.push(...contradictions(lag));
		if (lag.status !== (changes.at(-1)?.split(" ")[0] ?? "OK")) {
			changes.push(`${lag.status} after ${Math.round((performance.now() - start) / 1000)} s`);
			await takeScreenshot(page, `incident-${changes.length}-${lag.status}`);
		}
		return lag;
	};
	const words = () => changes.map((change) => change.split(" ")[0]);
	await expect.poll(async () => (await look())?.status, { timeout: OVERLOAD_MS, intervals: [1_000] }).toBe("LATE");
	await takeScreenshot(page, "incident-growing");
	await setProducer(daemon.url, { rate: 1 });
	await expect.poll(async () => (await look())?.eta.kind, { timeout: OVERLOAD_MS, intervals: [1_000] }).toBe("draining");
	await takeScreenshot(page, "incident-draining");
	await expect.poll(async () => (await look())?.status, { timeout: RECOVERED_WITHIN_MS, intervals: [1_000] }).toBe("OK");
	await page.getByText(`${GROUP} recovered`).waitFor();
	const { texts, most } = await toastsOf(page);
	note(`status: ${changes.join(", ")}`);
	note(`toast: ${texts.join(" | ")}`);
	expect(words()[0]).toBe("BEHIND");
	expect(words().filter((word) => word === "OK")).toHaveLength(1);
	expect(changes.length, "changes of the status").toBeLessThanOrEqual(4);
	expect(most, "toasts of the group at a time").toBe(1);
	expect(texts.filter((text) => text.includes("recovered"))).toHaveLength(1);
	expect(wrong).toEqual([]);
});
