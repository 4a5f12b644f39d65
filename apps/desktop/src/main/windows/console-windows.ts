/** One window for each environment that is looked at. */
import { isDeepStrictEqual } from "node:util";
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents, WebPreferences } from "electron";
import { APP_URL } from "../../shared/app-origin.ts";
import type { HostEvent, HostEvents } from "../../shared/channels.ts";
import type { Environment } from "../../shared/environment.ts";
import type { JsonFile } from "../system/json-file.ts";
import { boundsFor, type WindowState } from "./window-state.ts";

export interface ConsoleWindows {
	/** Opens the environment's window, or brings it to the front; `route` is opened in it. */
	open(environment: Environment, route?: string): void;
	/** Reloads the page, so that nothing of what it held remains. */
	reload(id: string): void;
	close(id: string): void;
	isOpen(id: string): boolean;
	/** Which environment's window this is; undefined for a page that is in no window of ours. */
	environmentOf(contents: WebContents): string | undefined;
	windowOf(id: string): BrowserWindow | undefined;
	/** The environment that was looked at last. */
	last(): string | undefined;
	send<E extends HostEvent>(channel: E, ...args: HostEvents[E]): void;
	sendTo<E extends HostEvent>(id: string, channel: E, ...args: HostEvents[E]): void;
	/** Saves where the open windows are; resolves when that is in the file, or has failed. */
	save(): Promise<void>;
}

export interface ConsoleWindowsParts {
	create(options: BrowserWindowConstructorOptions): BrowserWindow;
	preferences(environment: Environment): WebPreferences;
	/** The colour before the page has painted. */
	background(): string;
	/** The work areas of this machine's displays, the primary one first. */
	screens(): readonly Rectangle[];
	readonly saved: Record<string, WindowState>;
	readonly file: JsonFile<Record<string, WindowState>>;
	/** A window of this environment was closed. */
	closed(id: string): void;
	failed(error: unknown): void;
}

/** A page that dies again within this time, in ms, is left as it is. */
const DIES_AGAIN_MS = 10_000;

function reloadWhenGone({ webContents }: BrowserWindow): void {
	let last = Number.NEGATIVE_INFINITY;
	webContents.on("render-process-gone", (_event, { reason }) => {
		const again = performance.now() - last < DIES_AGAIN_MS;
		last = performance.now();
		if (reason !== "clean-exit" && !again) webContents.reload();
	});
}

function titleOf({ name, kind }: Environment): string {
	return kind === "production" ? `${name} (production) · Orderdeck` : `${name} · Orderdeck`;
}

export function createConsoleWindows(parts: ConsoleWindowsParts): ConsoleWindows {
	const { create, preferences, background, screens, file, closed, failed } = parts;
	const windows = new Map<string, BrowserWindow>();
	let saved = parts.saved;
	let last: string | undefined;

	let written: Promise<void> = Promise.resolve();

	const keep = (id: string, window: BrowserWindow) => {
		const state = { ...window.getNormalBounds(), maximized: window.isMaximized() };
		if (isDeepStrictEqual(saved[id], state)) return;
		saved = { ...saved, [id]: state };
		written = file.write(saved).catch(failed);
	};
	const opened = (environment: Environment, route: string) => {
		const { id } = environment;
		const window = create({
			...boundsFor(saved[id], screens()),
			title: titleOf(environment),
			backgroundColor: background(),
			webPreferences: preferences(environment),
		});
		if (saved[id]?.maximized === true) window.maximize();
		window.on("page-title-updated", (event) => event.preventDefault());
		window.on("focus", () => {
			last = id;
		});
		reloadWhenGone(window);
		window.on("close", () => keep(id, window));
		window.on("closed", () => {
			windows.delete(id);
			closed(id);
		});
		windows.set(id, window);
		last = id;
		window.loadURL(`${APP_URL}#${route}`).catch(failed);
	};
	const sendTo: ConsoleWindows["sendTo"] = (id, channel, ...args) => windows.get(id)?.webContents.send(channel, ...args);

	return {
		open(environment, route) {
			const window = windows.get(environment.id);
			if (window === undefined) return opened(environment, route ?? "/");
			if (window.isMinimized()) window.restore();
			window.show();
			window.focus();
			if (route !== undefined) sendTo(environment.id, "route:open", route);
		},
		reload: (id) => windows.get(id)?.webContents.reload(),
		close: (id) => windows.get(id)?.close(),
		isOpen: (id) => windows.has(id),
		environmentOf: (contents) => [...windows].find(([, window]) => window.webContents === contents)?.[0],
		windowOf: (id) => windows.get(id),
		last: () => last,
		send(channel, ...args) {
			for (const id of windows.keys()) sendTo(id, channel, ...args);
		},
		sendTo,
		save() {
			for (const [id, window] of windows) keep(id, window);
			return written;
		},
	};
}
