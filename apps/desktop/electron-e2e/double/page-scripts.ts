/**
 * Takes the place of Electron's renderer in a page: a `require("electron")` for the preload in a world of its own, which is Chromium's, and a
 * context bridge from there into the page's world. The two worlds share the document alone, so they communicate by events on it.
 */

export const WORLD = "electron-preload";

/** Functions are sent as text: they must not use anything from outside themselves. */
function preloadWorld(preload: (require: (name: string) => unknown) => void): void {
	const absent = "$undefined";
	const mark = (value: unknown): unknown => {
		if (value === undefined) return { [absent]: true };
		if (Array.isArray(value)) return value.map(mark);
		if (typeof value !== "object" || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mark(each)]));
	};
	const unmark = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(unmark);
		if (typeof value !== "object" || value === null) return value;
		if (absent in value) return undefined;
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, unmark(each)]));
	};
	const world = globalThis as unknown as Record<string, (...args: string[]) => void>;
	const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
	const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
	let calls = 0;
	world.__reply = (text) => {
		const { id, error, value } = JSON.parse(text as string);
		const call = waiting.get(id);
		waiting.delete(id);
		if (error === undefined) call?.resolve(unmark(value));
		else call?.reject(new Error(error));
	};
	world.__event = (text) => {
		const { channel, args } = JSON.parse(text as string);
		for (const listener of listeners.get(channel) ?? []) listener({ sender: "an event object" }, ...(unmark(args) as unknown[]));
	};
	const ipcRenderer = {
		invoke: (channel: string, ...args: unknown[]) =>
			new Promise((resolve, reject) => {
				waiting.set(++calls, { resolve, reject });
				world.__ipc?.(JSON.stringify({ id: calls, channel, args: mark(args) }));
			}),
		on: (channel: string, listener: (...args: unknown[]) => void) =>
			listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener)),
		removeListener: (channel: string, listener: (...args: unknown[]) => void) => listeners.get(channel)?.delete(listener),
	};
	// Only a window's own page has a preload; its frames have none.
	if (window.top !== window) return;

	type Fn = (...args: unknown[]) => unknown;
	const exposed = new Map<string, Fn>();
	const send = (type: string, detail: unknown) =>
		document.dispatchEvent(new CustomEvent(`bridge:${type}`, { detail: JSON.stringify(detail) }));
	const described = (value: unknown, path: string): unknown => {
		if (typeof value === "function") {
			exposed.set(path, value as Fn);
			return { $function: path };
		}
		if (typeof value !== "object" || value === null) return mark(value);
		return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, described(each, `${path}.${key}`)]));
	};
	const given = (value: unknown): unknown => {
		if (typeof value === "object" && value !== null && "$callback" in value) {
			return (...args: unknown[]) => send("callback", { id: value.$callback, args: mark(args) });
		}
		return unmark(value);
	};
	let returned = 0;
	document.addEventListener("bridge:call", (event) => {
		const { id, path, args } = JSON.parse((event as CustomEvent<string>).detail);
		const result = exposed.get(path)?.(...args.map(given));
		if (typeof result === "function") return send("reply", { id, value: described(result, `returned.${++returned}`) });
		if (!(result instanceof Promise)) return send("reply", { id, value: mark(result) });
		send("reply", { id, later: true });
		result.then(
			(value) => send("settled", { id, value: mark(value) }),
			(error) => send("settled", { id, error: String(error.message) }),
		);
	});
	const contextBridge = {
		exposeInMainWorld(name: string, api: unknown) {
			const detail = { name, api: described(api, name) };
			send("expose", detail);
			document.addEventListener("bridge:ready", () => send("expose", detail));
		},
	};
	preload((name) => {
		if (name !== "electron") throw new Error(`a sandboxed preload cannot require ${name}`);
		return { contextBridge, ipcRenderer };
	});
}

/** Keeps what it needs before the page can change it: Electron's own bridge is out of the page's reach, too. */
function pageWorld(): void {
	if (window.top !== window) return;
	const { parse, stringify } = JSON;
	const absent = "$undefined";
	const listen = document.addEventListener.bind(document);
	const dispatch = document.dispatchEvent.bind(document);
	const [NativeEvent, NativePromise] = [CustomEvent, Promise];
	const send = (type: string, detail: unknown) => dispatch(new NativeEvent(`bridge:${type}`, { detail: stringify(detail) }));
	const callbacks = new Map<number, (...args: unknown[]) => void>();
	const settling = new Map<number, (outcome: { value?: unknown; error?: string }) => void>();
	let count = 0;
	let reply: { value?: unknown; later?: boolean } = {};
	const plain = (value: unknown): unknown => {
		if (typeof value !== "object" || value === null) return value;
		if (absent in value) return undefined;
		const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [] : {};
		for (const key of Object.keys(value)) (copy as Record<string, unknown>)[key] = made((value as Record<string, unknown>)[key]);
		return copy;
	};
	const made = (value: unknown): unknown => {
		if (typeof value !== "object" || value === null || !("$function" in value)) return plain(value);
		const path = value.$function;
		return (...args: unknown[]) => {
			const id = ++count;
			const sent = args.map((each) => {
				if (typeof each !== "function") return each === undefined ? { [absent]: true } : each;
				callbacks.set(++count, each as (...args: unknown[]) => void);
				return { $callback: count };
			});
			send("call", { id, path, args: sent });
			if (reply.later !== true) return made(reply.value);
			return new NativePromise((resolve, reject) => {
				settling.set(id, ({ value, error }) => (error === undefined ? resolve(plain(value)) : reject(new Error(error))));
			});
		};
	};
	const detailOf = (event: Event) => parse((event as CustomEvent<string>).detail);
	listen("bridge:reply", (event) => {
		reply = detailOf(event);
	});
	listen("bridge:settled", (event) => {
		const outcome = detailOf(event);
		settling.get(outcome.id)?.(outcome);
		settling.delete(outcome.id);
	});
	listen("bridge:callback", (event) => {
		const { id, args } = detailOf(event);
		callbacks.get(id)?.(...(plain(args) as unknown[]));
	});
	listen("bridge:expose", (event) => {
		const { name, api } = detailOf(event);
		if (!(name in window)) Object.defineProperty(window, name, { value: made(api), configurable: false, writable: false });
	});
	send("ready", {});
}

/** The preload's text as a sandboxed renderer runs it: with `require`, without anything of Node. */
export function preloadScript(source: string): string {
	return `(${preloadWorld})((require) => { const module = { exports: {} }; (function (require, module, exports) {\n${source}\n})(require, module, module.exports); });`;
}

export const PAGE_SCRIPT = `(${pageWorld})();`;
