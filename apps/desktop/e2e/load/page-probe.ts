/** Measures a page from inside: frames, changes of the page, long tasks; and its heap from outside. */
import type { CDPSession, Page } from "@playwright/test";

export interface ProbeReading {
	readonly seconds: number;
	readonly framesPerSecond: number;
	/** The interval between two frames that one in a hundred exceeds, ms. */
	readonly frameP99: number;
	/** Times a second that React changed the page. */
	readonly rendersPerSecond: number;
	readonly longTasks: number;
	readonly longestTask: number;
}

interface Probe {
	frames: number[];
	renders: number;
	longTasks: number[];
	since: number;
}

declare global {
	interface Window {
		loadProbe: Probe;
	}
}

/** Call it before the page navigates. */
export function addProbe(page: Page): Promise<unknown> {
	return page.addInitScript(() => {
		const probe: Probe = { frames: [], renders: 0, longTasks: [], since: performance.now() };
		window.loadProbe = probe;
		let last = performance.now();
		const onFrame = (now: number) => {
			probe.frames.push(now - last);
			last = now;
			requestAnimationFrame(onFrame);
		};
		requestAnimationFrame(onFrame);
		new PerformanceObserver((list) => probe.longTasks.push(...list.getEntries().map((task) => task.duration))).observe({
			type: "longtask",
		});
		// One call for all changes of a task: React's commits, as the page sees them.
		document.addEventListener("DOMContentLoaded", () => {
			new MutationObserver(() => {
				probe.renders += 1;
			}).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
		});
	});
}

/** What was measured since the last reading. */
export async function readProbe(page: Page): Promise<ProbeReading> {
	const { frames, renders, longTasks, seconds } = await page.evaluate(() => {
		const probe = window.loadProbe;
		const now = performance.now();
		const reading = { ...probe, seconds: (now - probe.since) / 1000 };
		Object.assign(probe, { frames: [], renders: 0, longTasks: [], since: now });
		return reading;
	});
	const sorted = frames.toSorted((a, b) => a - b);
	return {
		seconds,
		framesPerSecond: frames.length / seconds,
		frameP99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
		rendersPerSecond: renders / seconds,
		longTasks: longTasks.length,
		longestTask: Math.max(0, ...longTasks),
	};
}

/** Used heap after a collection, in MB. */
export async function heapOf(session: CDPSession): Promise<number> {
	await session.send("HeapProfiler.collectGarbage");
	const { usedSize } = await session.send("Runtime.getHeapUsage");
	return usedSize / 1e6;
}
