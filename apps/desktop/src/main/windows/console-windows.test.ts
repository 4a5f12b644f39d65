import { EventEmitter } from "node:events";
import type { BrowserWindow } from "electron";
import { expect, it } from "vitest";
import type { Environment } from "../../shared/environment.ts";
import { createConsoleWindows } from "./console-windows.ts";
import type { WindowState } from "./window-state.ts";

const HERE: Environment = { id: "here", name: "This machine", url: "http://127.0.0.1:4400", kind: "local", colour: "teal" };
const BOUNDS = { x: 10, y: 20, width: 1440, height: 900 };

/** What the windows use of one. */
function fakeWindow(): BrowserWindow {
	const methods = { getNormalBounds: () => BOUNDS, isMaximized: () => false, loadURL: async () => undefined, maximize: () => undefined };
	return Object.assign(new EventEmitter(), methods, { webContents: new EventEmitter() }) as unknown as BrowserWindow;
}

it("resolves the save before the app quits only when the windows' states are in the file, and closing writes them no second time", async () => {
	const writing = Promise.withResolvers<void>();
	const writes: Record<string, WindowState>[] = [];
	const windows = createConsoleWindows({
		create: fakeWindow,
		preferences: () => ({}),
		background: () => "#fff",
		screens: () => [],
		saved: {},
		file: {
			read: async () => ({}),
			async write(value) {
				writes.push(value);
				await writing.promise;
			},
		},
		closed: () => undefined,
		failed: (error) => expect.fail(String(error)),
	});
	windows.open(HERE);
	const window = windows.windowOf("here");
	let saved = false;
	const saving = windows.save().then(() => {
		saved = true;
	});
	await new Promise(setImmediate);
	expect(saved).toBe(false);
	writing.resolve();
	await saving;
	window?.emit("close");
	expect(writes).toEqual([{ here: { ...BOUNDS, maximized: false } }]);
});
