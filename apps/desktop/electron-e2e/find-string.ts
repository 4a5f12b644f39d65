/** Looks for a string wherever a renderer or the app could have left it. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";

/** Whether the page's heap, after a collection, holds the string: every string of a heap snapshot is looked at. */
export async function inHeap(page: Page, text: string): Promise<boolean> {
	const cdp = await page.context().newCDPSession(page);
	const chunks: string[] = [];
	cdp.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
	await cdp.send("HeapProfiler.enable");
	await cdp.send("HeapProfiler.collectGarbage");
	await cdp.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false, captureNumericValue: false });
	await cdp.detach();
	return chunks.join("").includes(text);
}

/** Everything that the page keeps by itself, and what it can see of its own requests. */
export function inPage(page: Page, text: string): Promise<boolean> {
	return page.evaluate(async (wanted) => {
		const names = (await indexedDB.databases()).map(({ name }) => name);
		const kept = [
			location.href,
			document.cookie,
			document.documentElement.outerHTML,
			JSON.stringify({ ...localStorage, ...sessionStorage }),
			names,
		];
		const requested = performance.getEntriesByType("resource").map(({ name }) => name);
		return [...kept, ...requested].join("\n").includes(wanted);
	}, text);
}

/** Files below `folder` that hold the string, plainly or as base64 would write it. */
export async function inFiles(folder: string, text: string): Promise<string[]> {
	const encoded = Buffer.from(text).toString("base64").replace(/=+$/, "").slice(0, -2);
	const found: string[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const content = (await readFile(join(entry.parentPath, entry.name))).toString("latin1");
		if (content.includes(text) || content.includes(encoded)) found.push(entry.name);
	}
	return found;
}
