/** What `import … from "electron"` gives to main under the test run. */
import { EventEmitter } from "node:events";
import type { MenuItem } from "./double.ts";
import { runOf } from "./runs.ts";

const double = runOf(import.meta.url);

export const { app, BrowserWindow, ipcMain, safeStorage, nativeTheme } = double;

export const protocol = { registerSchemesAsPrivileged: (schemes: unknown[]) => double.schemes.push(...schemes) };
export const session = { fromPartition: double.sessionOf };
export const nativeImage = { createFromPath: (path: string) => ({ path }) };
export const crashReporter = { start: () => undefined };
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1080 } };
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] };
export const shell = {
	openExternal: async (url: string) => void double.openedExternally.push(url),
	showItemInFolder: () => undefined,
};
export const dialog = {
	showSaveDialog: async () => ({ canceled: double.saveTo === undefined, filePath: double.saveTo ?? "" }),
	showMessageBox: async () => ({ response: 0 }),
	showErrorBox: (title: string, content: string) => process.stderr.write(`${title}: ${content}\n`),
};
export const utilityProcess = {
	fork: () => {
		throw new Error("the packaged app alone forks");
	},
};

export const Menu = {
	buildFromTemplate: (template: readonly MenuItem[]) => template,
	setApplicationMenu(template: readonly MenuItem[]) {
		double.menu = template;
	},
};

export class Tray extends EventEmitter {
	setToolTip(): void {}
	setContextMenu(template: readonly MenuItem[]): void {
		double.trayMenu = template;
	}
}

export class Notification extends EventEmitter {
	static isSupported = () => true;
	private readonly shown: { title: string; body: string; closed: boolean; click(): void };

	constructor({ title, body }: { title: string; body: string }) {
		super();
		this.shown = { title, body, closed: false, click: () => void this.emit("click") };
	}
	show(): void {
		double.notifications.push(this.shown);
	}
	close(): void {
		this.shown.closed = true;
	}
}
