/** A small double of Electron's API: what main uses of it, done with Chromium and Node, or recorded for the tests to read. */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { EventEmitter } from "node:events";
import { join } from "node:path";
import type { Browser } from "@playwright/test";
import packageJson from "../../package.json" with { type: "json" };
import { createDoubleIpcMain } from "./ipc.ts";
import { createDoubleSession, type DoubleSession } from "./session.ts";
import { DoubleWindow, type DoubleWindowOptions } from "./window.ts";

export interface DoubleOptions {
	readonly browser: Browser;
	readonly userData: string;
	/** The key of the system's key store, which outlives a run of the app. */
	readonly key: Buffer;
	readonly backend: "gnome_libsecret" | "basic_text" | "none";
}

export interface MenuItem {
	readonly label?: string;
	readonly click?: () => void;
	readonly submenu?: readonly MenuItem[];
}

export type Double = ReturnType<typeof createDouble>;

function createSafeStorage({ key, backend }: DoubleOptions) {
	let plain = false;
	return {
		isAsyncEncryptionAvailable: async () => backend === "gnome_libsecret" || (backend === "basic_text" && plain),
		getSelectedStorageBackend: () => backend,
		setUsePlainTextEncryption(use: boolean) {
			plain = use;
		},
		async encryptStringAsync(text: string): Promise<Buffer> {
			const nonce = randomBytes(12);
			const cipher = createCipheriv("aes-256-gcm", key, nonce);
			const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
			return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
		},
		async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
			const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, 12)).setAuthTag(sealed.subarray(12, 28));
			return { result: Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString("utf8"), shouldReEncrypt: false };
		},
	};
}

function createApp(userData: string, quit: () => void) {
	return Object.assign(new EventEmitter(), {
		isPackaged: false,
		sandboxed: false,
		badge: 0,
		enableSandbox() {
			this.sandboxed = true;
		},
		setAppUserModelId() {},
		setAsDefaultProtocolClient: () => true,
		requestSingleInstanceLock: () => true,
		getPath: (name: string) => (name === "userData" ? userData : join(userData, name)),
		getVersion: () => packageJson.version,
		whenReady: async () => undefined,
		setBadgeCount(count: number) {
			this.badge = count;
		},
		quit,
		exit: quit,
	});
}

/** One run of the app. */
export function createDouble(options: DoubleOptions) {
	const sessions = new Map<string, DoubleSession>();
	const windows: DoubleWindow[] = [];
	const theme: { colorScheme: "light" | "dark" | null } = { colorScheme: null };
	let ended: () => void = () => {};
	const quit = () => {
		let prevented = false;
		app.emit("before-quit", {
			preventDefault() {
				prevented = true;
			},
		});
		if (prevented) return;
		for (const window of [...windows]) window.close();
		app.emit("quit");
		ended();
	};
	const app = createApp(options.userData, quit);
	const nativeTheme = {
		shouldUseDarkColors: false,
		get themeSource() {
			return theme.colorScheme ?? "system";
		},
		set themeSource(source: "system" | "light" | "dark") {
			theme.colorScheme = source === "system" ? null : source;
			for (const window of windows) void window.webContents.page?.emulateMedia({ colorScheme: theme.colorScheme });
		},
	};
	const double = {
		app,
		windows,
		nativeTheme,
		ipcMain: createDoubleIpcMain(),
		safeStorage: createSafeStorage(options),
		/** What pages wrote to their consoles. */
		logged: [] as string[],
		schemes: [] as unknown[],
		openedExternally: [] as string[],
		notifications: [] as { title: string; body: string; closed: boolean; click(): void }[],
		saveTo: undefined as string | undefined,
		menu: [] as readonly MenuItem[],
		trayMenu: [] as readonly MenuItem[],
		sessionOf(partition: string): DoubleSession {
			const known = sessions.get(partition) ?? createDoubleSession(partition, options.browser, theme);
			sessions.set(partition, known);
			return known;
		},
		async end(): Promise<void> {
			const quitted = new Promise<void>((resolve) => {
				ended = resolve;
			});
			quit();
			await quitted;
			for (const session of sessions.values()) await session.close();
		},
	};
	class BrowserWindow extends DoubleWindow {
		constructor(given: DoubleWindowOptions) {
			super(given, double);
		}
	}
	return Object.assign(double, { BrowserWindow });
}
