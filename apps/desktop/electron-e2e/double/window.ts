/** Windows: a page of Chromium each, with the preload in a world of its own. */
import { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { type DoubleFrame, type DoubleIpcMain, type PageWire, wirePage } from "./ipc.ts";
import { PAGE_SCRIPT, preloadScript, WORLD } from "./page-scripts.ts";
import type { DoubleSession } from "./session.ts";

export interface DoubleWindowOptions {
	readonly title: string;
	readonly webPreferences: { readonly preload: string; readonly session: DoubleSession } & Readonly<Record<string, unknown>>;
	readonly [option: string]: unknown;
}

type Preventable = { url: string; preventDefault(): void };

export class DoubleWebContents extends EventEmitter {
	readonly session: DoubleSession;
	wire: PageWire | undefined;
	page: Page | undefined;
	/** Where main itself navigates the page: such a navigation is not checked. */
	mainNavigatesTo: string | undefined;
	openHandler: (details: { url: string }) => { action: "allow" | "deny" } = () => ({ action: "allow" });

	constructor(session: DoubleSession) {
		super();
		this.session = session;
	}

	get mainFrame(): DoubleFrame | undefined {
		return this.wire?.mainFrame;
	}

	setWindowOpenHandler(handler: (details: { url: string }) => { action: "allow" | "deny" }): void {
		this.openHandler = handler;
	}

	send(channel: string, ...args: unknown[]): void {
		void this.wire?.send(channel, args);
	}

	reload(): void {
		void this.navigate(this.page?.url() ?? "", (page) => page.reload());
	}

	async navigate(url: string, go: (page: Page) => Promise<unknown>): Promise<void> {
		if (this.page === undefined) throw new Error("the window has no page yet");
		this.mainNavigatesTo = this.session.toApp(url);
		await go(this.page);
	}

	/** Whether main allows this page to navigate there. */
	allows(url: string): boolean {
		if (url === this.mainNavigatesTo) return true;
		let prevented = false;
		const event: Preventable = {
			url,
			preventDefault() {
				prevented = true;
			},
		};
		this.emit("will-frame-navigate", event);
		return !prevented;
	}
}

/** The run that a window belongs to. */
export interface WindowHost {
	readonly app: EventEmitter;
	readonly ipcMain: DoubleIpcMain;
	readonly windows: DoubleWindow[];
	/** What pages write to their consoles. */
	readonly logged: string[];
}

export class DoubleWindow extends EventEmitter {
	readonly host: WindowHost;
	readonly options: DoubleWindowOptions;
	readonly webContents: DoubleWebContents;
	readonly ready: Promise<Page>;
	/** Whether the page has loaded once. */
	loaded = false;

	constructor(options: DoubleWindowOptions, host: WindowHost) {
		super();
		this.host = host;
		this.options = options;
		this.webContents = new DoubleWebContents(options.webPreferences.session);
		this.host.app.emit("web-contents-created", {}, this.webContents);
		this.ready = this.open();
		this.host.windows.push(this);
		this.emit("focus");
	}

	private async open(): Promise<Page> {
		const { session, preload } = this.options.webPreferences;
		const context = await session.context();
		const page = await context.newPage();
		const { webContents } = this;
		webContents.page = page;
		session.navigating = (request) => webContents.allows(session.toApp(request.url()));
		page.on("popup", async (popup) => {
			if (webContents.openHandler({ url: popup.url() }).action === "deny") await popup.close();
		});
		page.on("console", (message) => this.host.logged.push(message.text()));
		page.on("pageerror", (error) => this.host.logged.push(error.message));
		// The other screens are not loaded ahead: every request passes through this process, and the browser tests cover it.
		await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
		const cdp = await context.newCDPSession(page);
		const toApp = (url: string) => session.toApp(url);
		webContents.wire = await wirePage({ cdp, ipcMain: this.host.ipcMain, sender: webContents, world: WORLD, toApp });
		await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source: PAGE_SCRIPT });
		const source = preloadScript(readFileSync(preload, "utf8"));
		await cdp.send("Page.addScriptToEvaluateOnNewDocument", { source, worldName: WORLD });
		return page;
	}

	async loadURL(url: string): Promise<void> {
		await this.ready;
		const address = await this.options.webPreferences.session.toPage(url);
		await this.webContents.navigate(address, (page) => page.goto(address));
		this.loaded = true;
	}

	close(): void {
		this.emit("close");
		this.host.windows.splice(this.host.windows.indexOf(this), 1);
		void this.ready.then((page) => page.close());
		this.emit("closed");
		if (this.host.windows.length === 0) this.host.app.emit("window-all-closed");
	}

	getNormalBounds = () => ({ x: 10, y: 20, width: 1440, height: 900 });
	isMaximized = () => false;
	isMinimized = () => false;
	maximize(): void {}
	restore(): void {}
	show(): void {}
	focus(): void {
		this.emit("focus");
	}
}
