/** Every screen while it is read, when it cannot be read, and when there is nothing to show. */
import { join } from "node:path";
import type { Page, Route } from "playwright-core";
import { createDaemon } from "./daemon.ts";
import { checkAccessible, checkFits } from "./look.cases.ts";
import { type Case, SCREENSHOTS } from "./suite.ts";

interface State {
	readonly screen: string;
	readonly hash: string;
	/** What it says when the daemon refuses; undefined where all that it shows is streamed. */
	readonly error?: RegExp;
	/** What it says when there is nothing; undefined where there is always something. */
	readonly empty?: RegExp;
}

const STATES: readonly State[] = [
	{ screen: "overview", hash: "#/", error: /The figures could not be read/, empty: /No sales in this window/ },
	{ screen: "orders", hash: "#/orders", error: /Orders could not be read/, empty: /No orders yet/ },
	{ screen: "alerts", hash: "#/alerts", error: /Alerts could not be read/, empty: /No open alerts/ },
	{ screen: "lag", hash: "#/lag" },
	{ screen: "events", hash: "#/events", error: /Events could not be read/, empty: /No events yet/ },
	{ screen: "replay", hash: "#/replay", error: /Replays could not be read/, empty: /No replays yet/ },
	{ screen: "inventory", hash: "#/inventory", error: /The inventory could not be read/ },
	{ screen: "services", hash: "#/services", error: /The services could not be read/ },
];

const pathsOf = (route: Route) => new URL(route.request().url()).pathname.replace("/trpc/", "").split(",");

/** All calls but the session's are answered by `answer`. */
function intercept(page: Page, answer: (route: Route, paths: readonly string[]) => Promise<unknown>): Promise<unknown> {
	return page.route(/\/trpc\//, async (route) => {
		const paths = pathsOf(route);
		if (paths.length === 1 && paths[0] === "session") await route.continue();
		else await answer(route, paths);
	});
}

const never = () => new Promise<never>(() => undefined);

function refuse(route: Route, paths: readonly string[]): Promise<unknown> {
	const message = "The store did not answer within 5 s.";
	const problem = { code: "UNAVAILABLE", message, issues: [] };
	const body = paths.map((path) => ({
		error: { message, code: -32603, data: { code: "SERVICE_UNAVAILABLE", httpStatus: 503, path, problem } },
	}));
	return route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify(body) });
}

async function check(page: Page, name: string): Promise<void> {
	await checkFits(page, false);
	await checkAccessible(page);
	await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

const loading: readonly Case[] = STATES.map(({ screen, hash }) => ({
	name: `${screen}, while it is read: says so to the eye and to axe`,
	async run({ open }) {
		const page = await open(hash, { theme: "light", before: (each) => intercept(each, never) });
		await page.getByRole("heading", { level: 1 }).waitFor();
		await page.locator("[aria-busy=true]").first().waitFor();
		await check(page, `${screen}-loading`);
	},
}));

const failing: readonly Case[] = STATES.flatMap(({ screen, hash, error }) =>
	error === undefined
		? []
		: {
				name: `${screen}, when it cannot be read: says what and why, and offers to try again`,
				async run({ open, expectErrors }) {
					expectErrors();
					const page = await open(hash, { theme: "dark", before: (each) => intercept(each, refuse) });
					await page.getByText(error).first().waitFor();
					await page.getByText("The store did not answer within 5 s.").first().waitFor();
					await page.getByRole("button", { name: "Try again" }).first().waitFor();
					await check(page, `${screen}-error`);
				},
			},
);

const empty: Case = {
	name: "screens with nothing to show say what would stand there",
	async run({ open }) {
		await using daemon = await createDaemon({ PRODUCER_RATE: "0" });
		await daemon.start();
		for (const { screen, hash, empty: words } of STATES) {
			const page = await open(hash, { theme: "dark", at: daemon.url });
			await page.getByRole("heading", { level: 1 }).waitFor();
			if (words !== undefined) await page.getByText(words).first().waitFor();
			await check(page, `${screen}-empty`);
			await page.close();
		}
	},
};

const withoutFonts: Case = {
	name: "a page whose fonts do not come: the longest status stands whole in the rail",
	async run({ open, expectErrors }) {
		expectErrors();
		await using daemon = await createDaemon({ PRODUCER_RATE: "0" });
		await daemon.start();
		const page = await open("#/", { at: daemon.url, before: (each) => each.route(/\.woff2/, (route) => route.abort()) });
		const link = page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: /Consumer lag.*No commit/ });
		const over = await link.evaluate((element) => {
			const status = element.lastElementChild ?? element;
			return Math.max(element.scrollWidth - element.clientWidth, status.scrollWidth - status.clientWidth);
		});
		if (over > 0) throw new Error(`${over} px of the status are cut or stand beside the rail`);
		await page.screenshot({ path: join(SCREENSHOTS, "overview-without-fonts.png") });
	},
};

export const stateCases: readonly Case[] = [...loading, ...failing, empty, withoutFonts];
