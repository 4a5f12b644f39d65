/** The live line of this tab, through the worker that all tabs of the browser share; through a stream of its own where there is none. */
import type { TabPort } from "./line-messages.ts";
import type { LineListener, LiveLine } from "./live-line.ts";

export interface TabLineParts {
	/** Connects to the worker, starting it where it does not run. Throws where that is not allowed; `failed` reports that it cannot be loaded. */
	connect(failed: () => void): TabPort;
	/** Opens a line of this tab's own. */
	openOwn(listener: LineListener): LiveLine;
	readonly token: string | undefined;
	/** Where the page's life is reported: `pagehide` and `pageshow`. */
	readonly page: Pick<EventTarget, "addEventListener" | "removeEventListener">;
}

/**
 * A worker reports each try, and frames at least once a second: one that is silent for this long, in ms, has ended without a message, and is
 * started again.
 */
export const SILENT_MS = 20_000;

export function openTabLine({ connect, openOwn, token, page }: TabLineParts, listener: LineListener): LiveLine {
	let port: TabPort | undefined;
	let own: LiveLine | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let closed = false;

	const waitForMessage = () => {
		clearTimeout(timer);
		timer = setTimeout(reconnect, SILENT_MS);
	};
	const disconnect = () => {
		clearTimeout(timer);
		port?.post({ kind: "leave" });
		port?.close();
		port = undefined;
	};
	const reconnect = () => {
		disconnect();
		const failed = () => {
			if (closed) return;
			disconnect();
			own ??= openOwn(listener);
		};
		try {
			port = connect(failed);
		} catch {
			return failed();
		}
		const mine = port;
		port.onMessage((message) => {
			if (mine !== port) return;
			waitForMessage();
			port.post({ kind: "read" });
			if (message.kind === "state") listener.onState(message.state);
			else listener.onFrame(message.frame);
		});
		waitForMessage();
		port.post({ kind: "join", token });
	};
	// A page in the back-forward cache takes no messages in: it follows again when it is shown.
	const onShow = (event: Event) => {
		if (own === undefined && "persisted" in event && event.persisted === true) reconnect();
	};

	page.addEventListener("pagehide", disconnect);
	page.addEventListener("pageshow", onShow);
	reconnect();
	return {
		tryNow: () => (own === undefined ? port?.post({ kind: "try-now" }) : own.tryNow()),
		close() {
			closed = true;
			page.removeEventListener("pagehide", disconnect);
			page.removeEventListener("pageshow", onShow);
			disconnect();
			own?.close();
		},
	};
}
