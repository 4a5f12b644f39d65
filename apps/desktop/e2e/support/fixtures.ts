/** What the browser tests share: daemons for each worker, pages of the console, and the rule that a page logs no errors. */
import { test as base, expect, type Page } from "@playwright/test";
import { missingChromium } from "./chromium.ts";
import { createDaemon, type Daemon, type DaemonEnv } from "./daemon.ts";
import { listOrders, setProducer } from "./rest.ts";

/** How fast orders arrive at the shared daemon while a test uses it. */
export type Pace = "busy" | "steady" | "calm";

/**
 * Orders leave the warehouse late enough to be seen in every status. No charge is declined and the producer's orders are the same in every
 * run, so that what becomes of an order does not depend on chance. The supplier delivers at once: no toast reports that they are out of stock.
 */
const SHARED_DAEMON: DaemonEnv = {
	PRODUCER_RATE: "30",
	PRODUCER_SEED: "7",
	PAYMENT_DECLINE_RATE: "0",
	RESTOCK_DELAY_MS: "1",
	SHIP_DISPATCH_MS: "2000",
	SHIP_DELIVER_MS: "1000",
};
/** The daemon starts with so many orders, made at the rate of `SHARED_DAEMON`. */
const FIRST_ORDERS = 200;
/** Orders per second. */
const RATE: Readonly<Record<Pace, number>> = { busy: 30, steady: 10, calm: 2 };

async function startShared(): Promise<Daemon> {
	const daemon = await createDaemon(SHARED_DAEMON);
	await daemon.start();
	await expect.poll(() => listOrders(daemon.url, {}).then(({ length }) => length)).toBeGreaterThan(FIRST_ORDERS);
	return daemon;
}

/** 1440 × 900, light, and a page of the worker's daemon unless stated otherwise. */
export interface PageOptions {
	readonly width?: number;
	readonly height?: number;
	readonly theme?: "light" | "dark";
	/** The origin that serves the page. */
	readonly at?: string;
	/** Whether the page loads the other screens while it is idle, as a user's page does; a test about something else would only take longer. */
	readonly loadsAhead?: boolean;
	/** Whether what changes is animated, as for users who have not reduced motion; likewise. */
	readonly motion?: boolean;
	/** Prepares the page before it navigates. */
	readonly before?: (page: Page) => Promise<unknown>;
}

interface TestFixtures {
	/** `steady` unless a file chooses another: `busy` for what takes many orders, `calm` for axe and layout, which take longer on a page that changes. */
	readonly pace: Pace;
	/** The worker's daemon, started at first use; its producer runs until the test ends, so that no test pays for another's orders. */
	readonly runShared: () => Promise<Daemon>;
	/** Shared by all tests of a worker: none may end it or leave it changed. */
	readonly daemon: Daemon;
	/** A new page at `hash`. An error in its console fails the test. */
	readonly open: (hash: string, options?: PageOptions) => Promise<Page>;
	/** Allows errors in the consoles of this test's pages, such as those of a daemon that is unavailable. */
	readonly expectErrors: () => void;
	/** A daemon with settings of its own, which ends with the test; `fill` prepares its data before it starts. */
	readonly startDaemon: (env: DaemonEnv, fill?: (dataDir: string) => Promise<void>) => Promise<Daemon>;
	/** A figure worth keeping: printed beneath the test. */
	readonly note: (text: string) => void;
	readonly consoleErrors: { readonly logged: string[]; allowed: boolean };
	readonly needsChromium: undefined;
}

interface WorkerFixtures {
	/** The worker's daemon, started at first use. */
	readonly shared: () => Promise<Daemon>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
	needsChromium: [
		async ({ browserName: _ }, use, testInfo) => {
			testInfo.skip(missingChromium !== undefined, missingChromium);
			await use(undefined);
		},
		{ auto: true },
	],
	shared: [
		async ({ browserName: _ }, use) => {
			let started: Promise<Daemon> | undefined;
			await use(() => (started ??= startShared()));
			await (await started)?.[Symbol.asyncDispose]();
		},
		{ scope: "worker", timeout: 180_000 },
	],
	pace: ["steady", { option: true }],
	runShared: async ({ shared, pace }, use) => {
		let running: Promise<Daemon> | undefined;
		const run = async () => {
			const daemon = await shared();
			await setProducer(daemon.url, { rate: RATE[pace], running: true });
			return daemon;
		};
		await use(() => (running ??= run()));
		if (running !== undefined) await setProducer((await running).url, { running: false });
	},
	daemon: async ({ runShared }, use) => {
		await use(await runShared());
	},
	// A daemon of the test ends after this: pages must not be blamed for its end.
	consoleErrors: async ({ startDaemon: _ }, use) => {
		const errors = { logged: [] as string[], allowed: false };
		await use(errors);
		if (!errors.allowed) expect(errors.logged, "errors in the browser's console").toEqual([]);
	},
	expectErrors: async ({ consoleErrors }, use) => {
		await use(() => {
			consoleErrors.allowed = true;
		});
	},
	startDaemon: async ({ browserName: _ }, use) => {
		await using daemons = new AsyncDisposableStack();
		await use(async (env, fill) => {
			const daemon = daemons.use(await createDaemon(env));
			await fill?.(daemon.dataDir);
			await daemon.start();
			return daemon;
		});
	},
	note: async ({ browserName: _ }, use, testInfo) => {
		await use((text) => void testInfo.annotations.push({ type: "note", description: text }));
	},
	open: async ({ context, runShared, consoleErrors }, use) => {
		await use(async (hash, { width = 1440, height = 900, theme = "light", at, loadsAhead = false, motion = false, before } = {}) => {
			const page = await context.newPage();
			await page.setViewportSize({ width, height });
			await page.emulateMedia({ colorScheme: theme, reducedMotion: motion ? "no-preference" : "reduce" });
			page.on("pageerror", (error) => consoleErrors.logged.push(error.message));
			page.on("console", (message) => message.type() === "error" && consoleErrors.logged.push(message.text()));
			if (!loadsAhead) await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
			await before?.(page);
			await page.goto(`${at ?? (await runShared()).url}/${hash}`);
			return page;
		});
	},
});

export { expect };
