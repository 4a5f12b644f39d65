/** Calls from pages to main. The caller is known from Chromium: the execution context that the call came from, and its frame. */
import type { CDPSession } from "@playwright/test";
import { mark, unmark } from "./undefined-marks.ts";

/** A frame as main sees it. There is one object for each frame, as in Electron. */
export interface DoubleFrame {
	url: string;
	parent: DoubleFrame | null;
}

type Handler = (event: { sender: unknown; senderFrame: DoubleFrame | null }, ...args: unknown[]) => unknown;

export interface DoubleIpcMain {
	handle(channel: string, handler: Handler): void;
	/** The channels that main handles. */
	channels(): string[];
	call(channel: string, event: { sender: unknown; senderFrame: DoubleFrame | null }, args: unknown[]): Promise<unknown>;
}

export function createDoubleIpcMain(): DoubleIpcMain {
	const handlers = new Map<string, Handler>();
	return {
		handle(channel, handler) {
			if (handlers.has(channel)) throw new Error(`${channel} has a handler already`);
			handlers.set(channel, handler);
		},
		channels: () => [...handlers.keys()],
		async call(channel, event, args) {
			const handler = handlers.get(channel);
			if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
			return handler(event, ...args);
		},
	};
}

export interface PageWire {
	/** The window's own frame. */
	readonly mainFrame: DoubleFrame;
	/** Calls a function of the preload's world in the window's own page. */
	send(channel: string, args: unknown[]): Promise<void>;
}

export interface PageWireParts {
	readonly cdp: CDPSession;
	readonly ipcMain: DoubleIpcMain;
	readonly sender: unknown;
	readonly world: string;
	toApp(url: string): string;
}

/** Listens to the page's worlds; to be called before the page loads anything. */
export async function wirePage({ cdp, ipcMain, sender, world, toApp }: PageWireParts): Promise<PageWire> {
	const frames = new Map<string, DoubleFrame>();
	const frameOf = new Map<number, string>();
	const { frameTree } = await cdp.send("Page.getFrameTree");
	const mainFrame: DoubleFrame = { url: frameTree.frame.url, parent: null };
	const mainId = frameTree.frame.id;
	frames.set(mainId, mainFrame);
	let current: number | undefined;

	cdp.on("Page.frameAttached", ({ frameId, parentFrameId }) => {
		frames.set(frameId, { url: "", parent: frames.get(parentFrameId) ?? mainFrame });
	});
	cdp.on("Page.frameNavigated", ({ frame }) => {
		const known = frames.get(frame.id);
		if (known !== undefined) known.url = toApp(frame.url);
	});
	cdp.on("Page.frameDetached", ({ frameId }) => frames.delete(frameId));
	cdp.on("Runtime.executionContextCreated", ({ context }) => {
		if (context.name !== world) return;
		const frameId = String(context.auxData?.frameId);
		frameOf.set(context.id, frameId);
		if (frameId === mainId) current = context.id;
	});
	cdp.on("Runtime.executionContextsCleared", () => frameOf.clear());
	const evaluate = (contextId: number, name: string, text: string) =>
		// A page that has closed meanwhile waits for nothing.
		cdp.send("Runtime.evaluate", { contextId, expression: `${name}(${JSON.stringify(text)})` }).then(
			() => undefined,
			() => undefined,
		);
	cdp.on("Runtime.bindingCalled", async ({ name, payload, executionContextId }) => {
		if (name !== "__ipc") return;
		const { id, channel, args } = JSON.parse(payload);
		const senderFrame = frames.get(frameOf.get(executionContextId) ?? "") ?? null;
		const reply = await ipcMain.call(channel, { sender, senderFrame }, unmark(args) as unknown[]).then(
			(value) => ({ id, value: mark(value) }),
			(error: Error) => ({ id, error: `Error invoking remote method '${channel}': ${error.name}: ${error.message}` }),
		);
		await evaluate(executionContextId, "__reply", JSON.stringify(reply));
	});
	await cdp.send("Page.enable");
	await cdp.send("Runtime.enable");
	await cdp.send("Runtime.addBinding", { name: "__ipc", executionContextName: world });
	return {
		mainFrame,
		async send(channel, args) {
			if (current !== undefined) await evaluate(current, "__event", JSON.stringify({ channel, args: mark(args) }));
		},
	};
}
