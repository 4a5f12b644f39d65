/** Every screen while it loads, when it cannot be read, and when there is nothing to show. */
import type { Page, Route } from "@playwright/test";
import { expect, test } from "./support/fixtures.ts";
import { checkAccessible, checkFits, takeScreenshot } from "./support/page-checks.ts";
import { createRewritingProxy } from "./support/rewriting-proxy.ts";

test.use({ pace: "calm" });

interface State {
	readonly screen: string;
	readonly hash: string;
	/** What it shows when the daemon refuses; undefined where everything on it is streamed. */
	readonly error?: RegExp;
	/** What it shows when there is nothing; undefined where there is always something. */
	readonly empty?: RegExp;
}

const STATES: readonly State[] = [
	{ screen: "overview", hash: "#/", error: /The figures could not be loaded/, empty: /No sales in this window/ },
	{ screen: "orders", hash: "#/orders", error: /Orders could not be loaded/, empty: /No orders yet/ },
	{ screen: "alerts", hash: "#/alerts", error: /Alerts could not be loaded/, empty: /Nothing to stop/ },
	{ screen: "lag", hash: "#/lag" },
	{ screen: "events", hash: "#/events", error: /Events could not be loaded/, empty: /No events yet/ },
	{ screen: "replay", hash: "#/replay", error: /Replays could not be loaded/, empty: /No replays yet/ },
	{ screen: "inventory", hash: "#/inventory", error: /The inventory could not be loaded/ },
	{ screen: "rules", hash: "#/rules", error: /The rules could not be loaded/ },
	{ screen: "services", hash: "#/services", error: /The services could not be loaded/ },
	{ screen: "dead-letters", hash: "#/dead-letters", error: /Dead letters could not be loaded/, empty: /No dead letters are waiting/ },
	{ screen: "audit", hash: "#/audit", error: /Audit log could not be loaded/, empty: /No actions yet/ },
];

const pathsOf = (route: Route) => new URL(route.request().url()).pathname.replace("/trpc/", "").split(",");

/** All calls but the session's are handled by `respond`. Those of a shared worker cannot be intercepted: the page has a live line of its own. */
async function intercept(page: Page, respond: (route: Route, paths: readonly string[]) => Promise<unknown>): Promise<void> {
	await page.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
	await page.route(/\/trpc\//, async (route) => {
		const paths = pathsOf(route);
		if (paths.length === 1 && paths[0] === "session") await route.continue();
		else await respond(route, paths);
	});
}

const never = () => new Promise<never>(() => undefined);

function refuse(route: Route, paths: readonly string[]): Promise<unknown> {
	const message = "The store did not respond within 5 s.";
	const problem = { code: "UNAVAILABLE", message, issues: [] };
	const body = paths.map((path) => ({
		error: { message, code: -32603, data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503, path, problem } },
	}));
	return route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify(body) });
}

async function check(page: Page, name: string): Promise<void> {
	await checkFits(page, false);
	await checkAccessible(page);
	await takeScreenshot(page, `${name}`);
}

for (const { screen, hash } of STATES) {
	test(`${screen}, while it loads: shows it to the eye and to axe`, async ({ open }) => {
		const page = await open(hash, { theme: "light", before: (each) => intercept(each, never) });
		await page.getByRole("heading", { level: 1 }).waitFor();
		await page.locator("[aria-busy=true]").first().waitFor();
		await check(page, `${screen}-loading`);
	});
}

for (const { screen, hash, error } of STATES) {
	if (error === undefined) continue;
	test(`${screen}, when it cannot be read: shows what and why, and offers to try again`, async ({ open, expectErrors }) => {
		expectErrors();
		const page = await open(hash, { theme: "dark", before: (each) => intercept(each, refuse) });
		await page.getByText(error).first().waitFor();
		await page.getByText("The store did not respond within 5 s.").first().waitFor();
		await page.getByRole("button", { name: "Try again" }).first().waitFor();
		await check(page, `${screen}-error`);
	});
}

test("screens with nothing to show state what would be there", async ({ open, startDaemon }) => {
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	for (const { screen, hash, empty } of STATES) {
		await test.step(screen, async () => {
			const page = await open(hash, { theme: "dark", at: daemon.url });
			await page.getByRole("heading", { level: 1 }).waitFor();
			if (empty !== undefined) await page.getByText(empty).first().waitFor();
			await check(page, `${screen}-empty`);
			await page.close();
		});
	}
});

test("a page whose fonts do not load: the longest status fits whole in the rail", async ({ open, startDaemon, expectErrors }) => {
	expectErrors();
	const daemon = await startDaemon({ PRODUCER_RATE: "0" });
	await using proxy = await createRewritingProxy(daemon.url);
	proxy.replaceDaemon((body) => body.replaceAll('"status":"OK"', '"status":"REWOUND"'));
	const page = await open("#/", { at: proxy.url, before: (each) => each.route(/\.woff2/, (route) => route.abort()) });
	const link = page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: /Consumer lag.*Rewound/ });
	const over = await link.evaluate((element) => {
		const status = element.lastElementChild ?? element;
		return Math.max(element.scrollWidth - element.clientWidth, status.scrollWidth - status.clientWidth);
	});
	expect(over, "px of the status that are cut or beside the rail").toBeLessThanOrEqual(0);
	await takeScreenshot(page, "overview-without-fonts");
});
