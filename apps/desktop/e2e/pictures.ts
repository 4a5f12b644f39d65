/**
 * Takes the pictures of docs/console.md and of the README: `npm run pictures` builds the console and runs this. Real daemons in a real Chromium;
 * it takes some minutes, since the charts need a history. Look at every picture before you commit it.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium, type Page } from "@playwright/test";
import { LAUNCH_OPTIONS, missingChromium, REMOTE_HOST } from "./support/chromium.ts";
import { pointAway, rows } from "./support/console-page.ts";
import { createDaemon, type Daemon } from "./support/daemon.ts";
import { untilStill } from "./support/page-checks.ts";
import { createOrder } from "./support/rest.ts";
import { seedLetters } from "./support/seed-letters.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/images");
/** How long daemons run before the first picture, in ms. */
const HISTORY_MS = Number(process.env.PICTURES_PAST_MS ?? 6 * 60_000);
/** So many letters are shown. */
const LETTERS = 24;
const TOKEN = "pictures-are-taken-with-this-token";

type Open = (hash: string, look: { readonly theme: "light" | "dark"; readonly at: string }) => Promise<Page>;

/** Lossy, with sharp text: a page of tables is some 60 kB. */
async function take(page: Page, name: string): Promise<void> {
	await untilStill(page);
	const session = await page.context().newCDPSession(page);
	const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 92 });
	const picture = Buffer.from(data, "base64");
	await writeFile(join(FOLDER, `${name}.webp`), picture);
	console.log(`  ${name}.webp ${Math.round(picture.length / 1024)} kB`);
	await page.close();
}

async function takeHealthy(open: Open, at: string): Promise<void> {
	await createOrder(at, "PROD-008", 19.99);
	const overview = await open("#/", { theme: "dark", at });
	await overview.locator(".recharts-surface").nth(1).waitFor();
	await overview.waitForTimeout(4_000);
	await take(overview, "overview");

	const orders = await open("#/orders?status=SHIPPED,DELIVERED", { theme: "light", at });
	await rows(orders).nth(6).click();
	await orders.getByTestId("timeline").waitFor();
	await orders.waitForTimeout(1_500);
	await take(orders, "orders");

	const alerts = await open("#/alerts?tab=open", { theme: "light", at });
	await rows(alerts).nth(2).click();
	await alerts.getByTestId("effect").waitFor();
	await take(alerts, "alerts");

	const events = await open("#/events", { theme: "dark", at });
	await rows(events).nth(12).waitFor();
	await pointAway(events);
	await events.waitForTimeout(2_000);
	await take(events, "events");

	const record = await open("#/records/orders/0/20", { theme: "light", at });
	await record.getByText("payments-group").first().waitFor();
	await take(record, "record");

	const rules = await open("#/rules", { theme: "light", at });
	await rules.locator("tr[data-version]").first().waitFor();
	await take(rules, "rules");

	const inventory = await open("#/inventory", { theme: "light", at });
	await inventory.locator("tr[data-product]").nth(7).waitFor();
	await take(inventory, "inventory");

	const services = await open("#/services", { theme: "dark", at });
	await services.getByRole("button", { name: /the producer/ }).waitFor();
	await services.waitForTimeout(1_500);
	await take(services, "services");

	const palette = await open("#/orders", { theme: "light", at });
	await rows(palette).nth(6).waitFor();
	await palette.keyboard.press("Control+k");
	await palette.keyboard.type("ord");
	await palette.getByRole("option").nth(6).waitFor();
	await take(palette, "palette");
	await takeReplay(open, at);
}

async function takeReplay(open: Open, at: string): Promise<void> {
	const replay = await open("#/replay", { theme: "light", at });
	for (const topic of ["fraud-test", "orders-replay"]) {
		await replay.getByLabel("Target topic").fill(topic);
		await replay.getByRole("button", { name: "Start replay" }).click();
		await replay.locator("tr[data-job]").filter({ hasText: topic }).filter({ hasText: "Done" }).waitFor();
	}
	await replay.waitForTimeout(7_000);
	await take(replay, "replay");

	const audit = await open("#/audit", { theme: "dark", at });
	await rows(audit).first().click();
	await audit.getByText("Before → after", { exact: true }).waitFor();
	await take(audit, "audit");
}

/** Letters of a group that could not handle its records. */
async function takeLetters(open: Open): Promise<void> {
	await using daemon = await createDaemon({ PRODUCER_RATE: "2", PAYMENT_DECLINE_RATE: "0" });
	seedLetters(daemon.dataDir, LETTERS);
	await daemon.start();
	const page = await open("#/dead-letters", { theme: "dark", at: daemon.url });
	await page.getByRole("button", { name: /^Handler failed/ }).click();
	await rows(page).nth(2).click();
	await page.getByRole("complementary", { name: "Details" }).getByText("TypeError: cannot charge").first().waitFor();
	await take(page, "letters");
}

/** Payments that take long: the group falls behind, and the page shows how far and what waits. */
async function takeProduction(open: Open, daemon: Daemon): Promise<void> {
	const at = daemon.url.replace("127.0.0.1", REMOTE_HOST);
	const page = await open("#/lag?group=payments-group", { theme: "dark", at });
	await page.getByLabel("Token").fill(TOKEN);
	await page.getByRole("button", { name: "Sign in" }).click();
	await page.locator(".recharts-area").waitFor();
	await page.waitForTimeout(3_000);
	await take(page, "production");
}

async function takeStale(open: Open, daemon: Daemon): Promise<void> {
	const page = await open("#/orders", { theme: "light", at: daemon.url });
	await rows(page).nth(6).waitFor();
	await pointAway(page);
	await page.waitForTimeout(2_000);
	await daemon.kill();
	await page.waitForTimeout(24_000);
	await take(page, "stale");
}

async function takeEmpty(open: Open): Promise<void> {
	await using daemon = await createDaemon({ PRODUCER_RATE: "0" });
	await daemon.start();
	const page = await open("#/orders", { theme: "dark", at: daemon.url });
	await page.getByText("No orders yet").waitFor();
	await page.waitForTimeout(1_500);
	await take(page, "empty");
}

if (missingChromium !== undefined) throw new Error(missingChromium);
await mkdir(FOLDER, { recursive: true });
await using healthy = await createDaemon({ PRODUCER_RATE: "3", RESTOCK_DELAY_MS: "3000" });
await healthy.start();
const AUTH_TOKENS = `ann:operator:${createHash("sha256").update(TOKEN).digest("hex")}`;
await using late = await createDaemon({ PRODUCER_RATE: "20", PAYMENT_LATENCY_MS: "12000", RESTOCK_DELAY_MS: "1000", AUTH_TOKENS });
await late.start();
await using browser = await chromium.launch(LAUNCH_OPTIONS);
const open: Open = async (hash, { theme, at }) => {
	const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
	await page.goto(`${at}/${hash}`);
	return page;
};
/** Names of parts, to take these alone: empty, letters, production, healthy, stale. */
const wanted = process.argv.slice(2);
const wants = (part: string) => wanted.length === 0 || wanted.includes(part);
if (wants("empty")) await takeEmpty(open);
if (wants("letters")) await takeLetters(open);
await sleep(HISTORY_MS);
if (wants("production")) await takeProduction(open, late);
if (wants("healthy")) await takeHealthy(open, healthy.url);
if (wants("stale")) await takeStale(open, healthy);
