/**
 * The live table under load: it stays in place while it is read, counts what waits, and keeps nothing that it has shown. LOAD_SECONDS (30) and
 * LOAD_RATE (5000 order updates/s) change it. Rows that move and a heap that grows fail; frames and renders are figures of this machine,
 * printed with their targets. LOAD_FIGURES names a file for them, as JSON.
 */
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import type { Page } from "@playwright/test";
import { bar, expectRowsUnmoved, firstRow, pointAway, rowIds, rows, waiting } from "../support/console-page.ts";
import { createDaemon } from "../support/daemon.ts";
import { test as base, expect } from "../support/fixtures.ts";
import { createOrderStream, type OrderStream } from "./order-stream.ts";
import { addProbe, heapOf, type ProbeReading, readProbe } from "./page-probe.ts";

const SECONDS = Number(process.env.LOAD_SECONDS ?? 30);
const RATE = Number(process.env.LOAD_RATE ?? 5_000);
/** A heap that is flat ends at most this many MB above where it was once everything was loaded. */
const HEAP_GROWTH_MB = 8;
/** A list starts over beyond 1,500 rows, at most every two seconds: what arrives until then, and until a slow page is read, is more. */
const MAX_ROWS = 10_000;
const WARM_MS = 5_000;
const HEAP_SAMPLES = 12;

/** What the page did under load. */
export interface LoadFigures extends ProbeReading {
	readonly updatesPerSecond: number;
	/** From the start of the navigation to the first content, ms. */
	readonly firstPaint: number;
	/** MB by which the heap, after collection, was larger in the last third of the time than in the first. */
	readonly heapGrowth: number;
}

const test = base.extend<object, { readonly stream: OrderStream }>({
	stream: [
		async ({ browserName: _ }, use) => {
			await using daemon = await createDaemon({ PRODUCER_RATE: "0" });
			await daemon.start();
			await using stream = await createOrderStream(daemon.url, RATE);
			await use(stream);
		},
		{ scope: "worker", timeout: 90_000 },
	],
});

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** MB after collection, at the start and `HEAP_SAMPLES` times until `SECONDS` have passed. */
async function sampleHeap(page: Page): Promise<readonly number[]> {
	const session = await page.context().newCDPSession(page);
	const heap = [await heapOf(session)];
	const start = performance.now();
	for (let sample = 1; sample <= HEAP_SAMPLES; sample++) {
		await page.waitForTimeout(Math.max(0, start + (sample * SECONDS * 1000) / HEAP_SAMPLES - performance.now()));
		heap.push(await heapOf(session));
	}
	return heap;
}

function describe(figures: LoadFigures, heap: readonly number[]): readonly string[] {
	const { seconds, framesPerSecond, frameP99, rendersPerSecond, longTasks, longestTask } = figures;
	return [
		`${RATE} order updates/s configured; load average ${loadavg()
			.map((load) => load.toFixed(1))
			.join(" ")}`,
		`${Math.round(figures.updatesPerSecond).toLocaleString("en-US")} order updates/s sent over ${seconds.toFixed(0)} s`,
		`${framesPerSecond.toFixed(1)} fps (target 55); one frame in a hundred took over ${frameP99.toFixed(0)} ms`,
		`${rendersPerSecond.toFixed(1)} renders/s (target 20)`,
		`${longTasks} tasks over 50 ms, the longest ${longestTask.toFixed(0)} ms`,
		`heap after collection, MB: ${heap.map((size) => size.toFixed(1)).join(" ")}`,
		`first content after ${figures.firstPaint.toFixed(0)} ms (target 1000)`,
		`growth from the first third to the last: ${figures.heapGrowth.toFixed(1)} MB (limit ${HEAP_GROWTH_MB})`,
	];
}

test(`the live table follows for ${SECONDS} s: heap flat, rows bounded`, async ({ open, stream, note }) => {
	const page = await open("#/orders", { at: stream.url, before: addProbe });
	await firstRow(page);
	await pointAway(page);
	await page.waitForTimeout(WARM_MS);
	await readProbe(page);
	const sentBefore = stream.sent();
	const heap = await sampleHeap(page);
	const reading = await readProbe(page);
	const figures: LoadFigures = {
		...reading,
		updatesPerSecond: (stream.sent() - sentBefore) / reading.seconds,
		firstPaint: await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN),
		heapGrowth: median(heap.slice(-4)) - median(heap.slice(0, 4)),
	};
	for (const line of describe(figures, heap)) note(line);
	if (process.env.LOAD_FIGURES !== undefined) writeFileSync(process.env.LOAD_FIGURES, JSON.stringify(figures));
	expect(figures.heapGrowth, "MB by which the heap grew").toBeLessThanOrEqual(HEAP_GROWTH_MB);
	// With its head.
	const kept = Number(await page.getByRole("grid").getAttribute("aria-rowcount")) - 1;
	expect(kept, "rows that are kept").toBeLessThanOrEqual(MAX_ROWS);
});

test("a row that is selected, and the position scrolled to, stay in place", async ({ open, stream }) => {
	const page = await open("#/orders", { at: stream.url, before: addProbe });
	await firstRow(page);
	// By then the list is longer than what is kept and starts over every two seconds: one such response is pending.
	await page.waitForTimeout(WARM_MS);
	const grid = page.getByRole("grid", { name: "Orders" });
	const active = page.locator("[role=row][data-active]");
	await grid.focus();
	for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowDown");
	const chosen = (await active.getAttribute("data-id")) ?? "";
	await bar(page).getByText("Held").waitFor();
	await expectRowsUnmoved(page, () => page.waitForTimeout(3_000));
	await expect(active).toHaveAttribute("data-id", chosen);
	await page.keyboard.press("Escape");
	await rows(page).first().hover();
	await page.mouse.wheel(0, 32 * 30);
	await pointAway(page);
	await page.waitForTimeout(500);
	const top = () => grid.evaluate((element) => element.scrollTop);
	const before = await top();
	await expectRowsUnmoved(page, () => page.waitForTimeout(3_000));
	expect(before).toBeGreaterThan(0);
	expect(await top()).toBe(before);
});

test("pause counts what waits; resume shows the newest", async ({ open, stream, note }) => {
	const page = await open("#/orders", { at: stream.url, before: addProbe });
	await firstRow(page);
	await page.getByRole("button", { name: "Pause live" }).click();
	await bar(page).getByText("Paused").waitFor();
	const first = Number((await rowIds(page))[0]);
	await expectRowsUnmoved(page, () => expect.poll(() => waiting(page)).toBeGreaterThan(1_000));
	const count = await waiting(page);
	note(`${count} orders wait`);
	await bar(page).getByRole("button", { name: "Resume" }).click();
	await pointAway(page);
	await expect.poll(() => firstRow(page).then(Number)).toBeGreaterThanOrEqual(first + count);
});
