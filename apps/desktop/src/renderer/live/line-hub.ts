/** The live lines of a browser's tabs, one for each token: each frame is received and parsed once and posted to every tab that follows. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { LineState } from "./connection.ts";
import type { WorkerMessage, WorkerPort } from "./line-messages.ts";
import type { LineListener, LiveLine } from "./live-line.ts";

/** Messages that a tab may leave unread, some five seconds of them. A tab that is frozen gets no more, and the current state when it goes on. */
export const UNREAD_MESSAGES = 50;
/** A tab that leaves that many unread for this long, in ms, no longer keeps a line open: it was closed without a message, or is frozen. */
export const GONE_MS = 60_000;

export type Token = string | undefined;

interface Tab {
	readonly port: WorkerPort;
	token: Token;
	unread: number;
	/** When it last joined or read, ms since the epoch. */
	heardAt: number;
	/** Whether something was not posted because too much was unread. */
	missed: boolean;
	/** Whether it has the state that frames change. */
	current: boolean;
}

interface SharedLine {
	join(tab: Tab): void;
	leave(tab: Tab): void;
	tryNow(): void;
}

/** Returns what takes in the port of each tab that connects. */
export function createLineHub(open: (token: Token, listener: LineListener) => LiveLine): (port: WorkerPort) => void {
	const lines = new Map<Token, SharedLine>();
	const join = (tab: Tab) => {
		const { token } = tab;
		const line =
			lines.get(token) ??
			createSharedLine(
				(listener) => open(token, listener),
				() => lines.delete(token),
			);
		lines.set(token, line);
		line.join(tab);
	};
	return (port) => {
		const tab: Tab = { port, token: undefined, unread: 0, heardAt: 0, missed: false, current: false };
		port.onMessage((message) => {
			switch (message.kind) {
				case "join":
					tab.token = message.token;
					return join(tab);
				case "leave":
					tab.missed = false;
					return lines.get(tab.token)?.leave(tab);
				case "read":
					tab.unread--;
					tab.heardAt = Date.now();
					if (tab.missed && tab.unread === 0) join(tab);
					return;
				case "try-now":
					return lines.get(tab.token)?.tryNow();
			}
		});
	};
}

/** A line that is open as long as tabs follow it; `ended` is called when the last one has left. */
function createSharedLine(open: (listener: LineListener) => LiveLine, ended: () => void): SharedLine {
	const tabs = new Set<Tab>();
	let state: LineState | undefined;
	let whole: LiveFrame | undefined;

	const leave = (tab: Tab) => {
		if (!tabs.delete(tab) || tabs.size > 0) return;
		ended();
		line.close();
	};
	const post = (tab: Tab, message: WorkerMessage) => {
		if (tab.unread < UNREAD_MESSAGES) {
			tab.unread++;
			return tab.port.post(message);
		}
		tab.missed = true;
		if (Date.now() - tab.heardAt > GONE_MS) leave(tab);
	};
	const line = open({
		onState(next) {
			state = next;
			for (const tab of tabs) post(tab, { kind: "state", state });
		},
		onFrame(frame) {
			whole = wholeOf(frame, whole);
			for (const tab of tabs) {
				post(tab, { kind: "frame", frame: tab.current ? frame : whole });
				tab.current = true;
			}
		},
	});
	return {
		join(tab) {
			tabs.add(tab);
			Object.assign(tab, { heardAt: Date.now(), missed: false, current: false } satisfies Partial<Tab>);
			if (state !== undefined) post(tab, { kind: "state", state });
			// While the line is lost, what was known is old: it comes with the next frame.
			if (whole === undefined || state?.state !== "live") return;
			post(tab, { kind: "frame", frame: whole });
			tab.current = true;
		},
		leave,
		tryNow: () => line.tryNow(),
	};
}

/** What a tab that has seen no frame needs: the newest of everything, and a reset, which makes it read its lists. */
function wholeOf(frame: LiveFrame, before: LiveFrame | undefined): LiveFrame {
	const lag = frame.lag ?? before?.lag;
	const services = frame.services ?? before?.services;
	return {
		...frame,
		reset: true,
		orders: [],
		alerts: [],
		omitted: 0,
		...(lag === undefined ? {} : { lag }),
		...(services === undefined ? {} : { services }),
	};
}
