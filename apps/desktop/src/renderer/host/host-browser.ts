/** The host where the console is a web page: one environment, the daemon that served it. */
import { ENVIRONMENT_META, type EnvironmentKind, environmentKindSchema, environmentNameSchema } from "@orderdeck/contracts/environment";
import { COLOUR_OF, type Environment, isLoopbackUrl, THIS_MACHINE } from "../../shared/environment.ts";
import type { Host, Outcome } from "../../shared/host.ts";
import { leaveToSignIn, type SignInPage } from "../access/redirect-sign-in.ts";

/** What of the window is used. */
export type BrowserWindow = Pick<Window, "document" | "location" | "history" | "sessionStorage" | "fetch" | "open" | "focus">;

/**
 * What the daemon declares itself to be; a forwarded port makes production look like this machine. Without it, a page from this machine
 * is its own daemon's, and any other is taken for production: an error in that direction does no harm.
 */
function environmentOf({ document, location }: BrowserWindow): Environment {
	const url = new URL(location.origin);
	const kind = declaredKind(document) ?? (isLoopbackUrl(url) ? "local" : "production");
	const name = environmentNameSchema.safeParse(metaOf(document, ENVIRONMENT_META.name)).data;
	if (kind === "local") return { ...THIS_MACHINE, name: name ?? (isLoopbackUrl(url) ? THIS_MACHINE.name : url.host), url: url.origin };
	return { id: "served-here", name: name ?? url.host, url: url.origin, kind, colour: COLOUR_OF[kind] };
}

function metaOf(document: Document, name: string): string | undefined {
	return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;
}

/** A kind that this console does not know is taken for the one with the most care. */
function declaredKind(document: Document): EnvironmentKind | undefined {
	const kind = metaOf(document, ENVIRONMENT_META.kind);
	return kind === undefined ? undefined : (environmentKindSchema.safeParse(kind).data ?? "production");
}

export function createBrowserHost(window: BrowserWindow): Host {
	const environment = environmentOf(window);
	const openers = new Set<(route: string) => void>();
	return {
		kind: "browser",
		environments: {
			current: async () => ({ ...environment, hasSecret: false }),
			// It is what it is until the page is loaded again.
			onChange: () => () => undefined,
			manager: undefined,
		},
		signIn: (offer) => leaveToSignIn(offer, pageOf(window)),
		localDaemon: undefined,
		saveFile: async (name, mime, content) => download(window.document, name, new Blob([content], { type: mime })),
		openExternal: async (url) => openExternal(window, url),
		async notify({ title, body, tag, route }) {
			if (!(await mayNotify())) return "unavailable";
			const notification = new Notification(title, { body, tag });
			notification.onclick = () => {
				window.focus();
				if (route !== undefined) for (const open of openers) open(route);
			};
			return "shown";
		},
		badge: async (count) => badge(count),
		theme: undefined,
		onOpen: (listener) => subscribe(openers, listener),
		about: async () => ({ version: "", platform: "browser", crashLog: undefined, update: { state: "off" } }),
	};
}

/** `fetch` needs its window. */
export function pageOf(window: BrowserWindow): SignInPage {
	const { location, history, sessionStorage } = window;
	return { location, history, sessionStorage, fetch: (url, init) => window.fetch(url, init) };
}

function subscribe<T>(set: Set<T>, listener: T): () => void {
	set.add(listener);
	return () => set.delete(listener);
}

/** A browser returns nothing that can be awaited: it saves, or opens its own dialog. */
function download(document: Document, name: string, blob: Blob): "saved" {
	const url = URL.createObjectURL(blob);
	const link = document.createElement("a");
	link.href = url;
	link.download = name;
	link.click();
	// The click has been taken up by then.
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
	return "saved";
}

function openExternal(window: BrowserWindow, text: string): Outcome {
	if (!URL.canParse(text) || new URL(text).protocol !== "https:") return { done: false, reason: "Only https:// addresses are opened." };
	window.open(text, "_blank", "noopener,noreferrer");
	return { done: true };
}

async function mayNotify(): Promise<boolean> {
	if (typeof Notification === "undefined" || Notification.permission === "denied") return false;
	return Notification.permission === "granted" || (await Notification.requestPermission()) === "granted";
}

/** An installed page has a badge; a tab has none. */
async function badge(count: number): Promise<void> {
	if (!("setAppBadge" in navigator)) return;
	await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
}
