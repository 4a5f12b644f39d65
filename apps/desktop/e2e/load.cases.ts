/** The live table under load: it stays in place while it is read, counts what waits, and keeps nothing that it has shown. */
import type { Page } from "playwright-core";
import { bar, firstRow, pointAway, rowIds, rows, until } from "./console-page.ts";
import { addProbe, heapOf, type ProbeReading, readProbe } from "./load-probe.ts";
import type { LoadStream } from "./load-stream.ts";
import type { Case } from "./suite.ts";

/** A heap that is flat ends at most this many MB above where it stood once everything was loaded. */
const HEAP_GROWTH_MB = 8;
/** A list starts anew beyond 1,500 rows, at most each two seconds: what comes in until then, and until a slow page is read, is more. */
const ROWS_MOST = 10_000;
const WARM_MS = 5_000;

const waiting = (page: Page) => page.getByTestId("waiting").getAttribute("data-count").then(Number);
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function unmoved(page: Page, what: string, run: () => Promise<unknown>): Promise<void> {
	const before = await rowIds(page);
	await run();
	const after = await rowIds(page);
	if (before.join() !== after.join()) throw new Error(`${what}: rows moved from ${before.slice(0, 5)} to ${after.slice(0, 5)}`);
}

/** What the page did under load. */
export interface LoadFigures extends ProbeReading {
	readonly updatesPerSecond: number;
	/** From the start of the navigation to the first content, ms. */
	readonly firstPaint: number;
	/** MB by which the heap, after collection, was larger in the last third of the time than in the first. */
	readonly heapGrowth: number;
}

/** The cases under a stream of updates; the figures of the first are told. */
export function loadCases(stream: LoadStream, seconds: number, tell: (figures: LoadFigures) => void): readonly Case[] {
	const look = { at: stream.url, before: addProbe };
	return [
		{
			name: `the live table follows for ${seconds} s: heap flat, rows bounded`,
			async run({ open, note }) {
				const page = await open("#/orders", look);
				const session = await page.context().newCDPSession(page);
				await firstRow(page);
				await pointAway(page);
				await page.waitForTimeout(WARM_MS);
				await readProbe(page);
				const heap = [await heapOf(session)];
				const sentBefore = stream.sent();
				const began = performance.now();
				const samples = 12;
				for (let sample = 1; sample <= samples; sample++) {
					await page.waitForTimeout(Math.max(0, began + (sample * seconds * 1000) / samples - performance.now()));
					heap.push(await heapOf(session));
				}
				const reading = await readProbe(page);
				const perSecond = (stream.sent() - sentBefore) / reading.seconds;
				note(`${Math.round(perSecond).toLocaleString("en-US")} order updates/s sent over ${reading.seconds.toFixed(0)} s`);
				note(`${reading.framesPerSecond.toFixed(1)} fps (bar 55); one frame in a hundred took over ${reading.frameP99.toFixed(0)} ms`);
				note(`${reading.rendersPerSecond.toFixed(1)} renders/s (bar 20)`);
				note(`${reading.longTasks} tasks over 50 ms, the longest ${reading.longestTask.toFixed(0)} ms`);
				note(`heap after collection, MB: ${heap.map((size) => size.toFixed(1)).join(" ")}`);
				const growth = middle(heap.slice(-4)) - middle(heap.slice(0, 4));
				const firstPaint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN);
				note(`first content after ${firstPaint.toFixed(0)} ms (bar 1000)`);
				tell({ ...reading, firstPaint, updatesPerSecond: perSecond, heapGrowth: growth });
				note(`growth from the first third to the last: ${growth.toFixed(1)} MB (bar ${HEAP_GROWTH_MB})`);
				if (growth > HEAP_GROWTH_MB)
					throw new Error(`the heap grew by ${growth.toFixed(1)} MB: ${heap.map((size) => size.toFixed(1)).join(" ")}`);
				const loaded = Number.parseInt((await page.getByText(/loaded/).innerText()).replaceAll(",", ""), 10);
				if (loaded > ROWS_MOST) throw new Error(`${loaded} rows are kept`);
			},
		},
		{
			name: "a row that is selected, and the place one has scrolled to, stay put",
			async run({ open }) {
				const page = await open("#/orders", look);
				await firstRow(page);
				// By then the list is longer than it is kept, and starts anew each two seconds: one such answer is under way.
				await page.waitForTimeout(WARM_MS);
				await page.getByRole("grid", { name: "Orders" }).focus();
				for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowDown");
				const chosen = await page.locator("[role=row][data-active]").getAttribute("data-id");
				await bar(page).getByText("Held").waitFor();
				await unmoved(page, "with a row chosen", () => page.waitForTimeout(3_000));
				if ((await page.locator("[role=row][data-active]").getAttribute("data-id")) !== chosen) throw new Error("the chosen row changed");
				await page.keyboard.press("Escape");
				await rows(page).first().hover();
				await page.mouse.wheel(0, 32 * 30);
				await pointAway(page);
				await page.waitForTimeout(500);
				const top = () => page.getByRole("grid", { name: "Orders" }).evaluate((grid) => grid.scrollTop);
				const at = await top();
				await unmoved(page, "scrolled down", () => page.waitForTimeout(3_000));
				if (at === 0 || (await top()) !== at) throw new Error(`scrolled from ${at} to ${await top()}`);
			},
		},
		{
			name: "pause counts what waits; resume shows the newest",
			async run({ open, note }) {
				const page = await open("#/orders", look);
				await firstRow(page);
				await page.getByRole("button", { name: "Pause live" }).click();
				await bar(page).getByText("Paused").waitFor();
				const first = Number((await rowIds(page))[0]);
				await unmoved(page, "paused", async () => {
					const counts = [await waiting(page)];
					await until(
						"orders that wait",
						() => waiting(page),
						(count) => count > 1_000,
					);
					counts.push(await waiting(page));
					note(`${counts.join(", then ")} orders wait`);
				});
				const count = await waiting(page);
				await bar(page).getByRole("button", { name: "Resume" }).click();
				await pointAway(page);
				await until(
					"the newest order",
					() => firstRow(page).then(Number),
					(id) => id >= first + count,
				);
			},
		},
	];
}
