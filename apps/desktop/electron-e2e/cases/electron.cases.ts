/** What Electron alone can show: processes, preferences as they came to be, the scheme's origin, the packaged binary. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import type { ElectronApplication } from "playwright-core";
import { FUSES } from "../../build/fuses.ts";
import { type Case, type Desktop, onlyPage } from "../desktop.ts";

function electronOf(desktop: Desktop): ElectronApplication {
	if (desktop.electron === undefined) throw new Error("this case needs Electron");
	return desktop.electron;
}

export const electronCases: readonly Case[] = [
	{
		name: "4: the page's process is in the system's sandbox",
		needs: "electron",
		async run({ start }) {
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
		},
	},
	{
		name: "5: what a page asks for is denied by Electron",
		needs: "electron",
		async run({ start }) {
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
		},
	},
	{
		name: "6, 8, 9, 10, 11: the preferences as Electron took them",
		needs: "electron",
		async run({ start }) {
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
		},
	},
	{
		name: "14: window.open gives null",
		needs: "electron",
		async run({ start }) {
			const opened = await onlyPage(await start()).evaluate(() => window.open("https://example.com/") === null);
			assert.equal(opened, true);
		},
	},
	{
		name: "18: the pages' origin is app://orderdeck",
		needs: "electron",
		async run({ start }) {
			assert.equal(await onlyPage(await start()).evaluate(() => location.origin), "app://orderdeck");
		},
	},
	{
		name: "19: the packaged binary's fuses are all as decided",
		needs: "packaged",
		async run() {
			const wire = await getCurrentFuseWire(process.env.PACKAGED_APP ?? "");
			for (const fuse of Object.values(FuseV1Options)) {
				if (typeof fuse === "number") assert.equal(wire[fuse], FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE, FuseV1Options[fuse]);
			}
		},
	},
];
