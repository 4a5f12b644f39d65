/** What Electron alone can show: processes, preferences in effect, the scheme's origin. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { ElectronApplication } from "@playwright/test";
import { type Desktop, onlyPage } from "./desktop.ts";
import { test } from "./fixtures.ts";

function electronOf(desktop: Desktop): ElectronApplication {
	if (desktop.electron === undefined) throw new Error("this test needs Electron");
	return desktop.electron;
}

test("4: the page's process is in the system's sandbox", { tag: "@electron" }, async ({ start }) => {
	const desktop = await start();
	await onlyPage(desktop).waitForFunction(() => window.orderdeck !== undefined);
	const tabs = await electronOf(desktop).evaluate(({ app }) => app.getAppMetrics().filter(({ type }) => type === "Tab"));
	assert.ok(tabs.length > 0);
	for (const { pid, sandboxed } of tabs) {
		if (process.platform !== "linux") assert.equal(sandboxed, true);
		else {
			const status = await readFile(`/proc/${pid}/status`, "utf8");
			assert.match(status, /^NoNewPrivs:\s+1$/m);
			assert.match(status, /^Seccomp:\s+2$/m);
		}
	}
});

test("5: what a page requests is denied by Electron", { tag: "@electron" }, async ({ start }) => {
	const states = await onlyPage(await start()).evaluate(async () => {
		const located = new Promise<string>((resolve) =>
			navigator.geolocation.getCurrentPosition(
				() => resolve("granted"),
				() => resolve("denied"),
			),
		);
		const camera = navigator.mediaDevices.getUserMedia({ video: true }).then(
			() => "granted",
			() => "denied",
		);
		return Promise.all([Notification.requestPermission(), located, camera]);
	});
	assert.deepEqual(states, ["denied", "denied", "denied"]);
});

test("6, 8, 9, 10, 11: the preferences that Electron has in effect", { tag: "@electron" }, async ({ start }) => {
	const desktop = await start();
	const preferences = await electronOf(desktop).evaluate(({ BrowserWindow }) => {
		const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
		const { session: _session, ...rest } = contents.getLastWebPreferences();
		return rest;
	});
	const off = [
		"nodeIntegration",
		"nodeIntegrationInWorker",
		"nodeIntegrationInSubFrames",
		"webviewTag",
		"allowRunningInsecureContent",
		"experimentalFeatures",
	];
	for (const name of off) assert.ok(!preferences[name], name);
	for (const name of ["contextIsolation", "sandbox", "webSecurity"]) assert.equal(preferences[name], true, name);
	assert.ok(!preferences.enableBlinkFeatures);
});

test("14: window.open gives null", { tag: "@electron" }, async ({ start }) => {
	const opened = await onlyPage(await start()).evaluate(() => window.open("https://example.com/") === null);
	assert.equal(opened, true);
});

test("18: the pages' origin is app://orderdeck", { tag: "@electron" }, async ({ start }) => {
	assert.equal(await onlyPage(await start()).evaluate(() => location.origin), "app://orderdeck");
});
