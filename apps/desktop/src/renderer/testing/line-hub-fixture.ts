/** The hub of live lines with tabs and lines that a test plays. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import type { LineState } from "../live/connection.ts";
import { createLineHub, type Token } from "../live/line-hub.ts";
import type { TabMessage, WorkerMessage } from "../live/line-messages.ts";
import type { LineListener } from "../live/live-line.ts";
import { NOON } from "./order-fixture.ts";

export const LIVE: LineState = { state: "live", lostSince: NOON, tries: 0, nextTryAt: undefined };
export const LOST: LineState = { state: "lost", lostSince: NOON, tries: 1, nextTryAt: NOON + 500 };

interface FakeLine extends LineListener {
	readonly token: Token;
	tries: number;
}

/** The hub over lines that the test plays the daemon's part of. */
export function hub() {
	const open = new Set<FakeLine>();
	let opened = 0;
	const connect = createLineHub((token, listener) => {
		const line = { ...listener, token, tries: 0 };
		opened++;
		open.add(line);
		return { tryNow: () => void line.tries++, close: () => open.delete(line) };
	});
	const tab = () => {
		const unread: WorkerMessage[] = [];
		let say: (message: TabMessage) => void = () => {};
		connect({
			post: (message) => void unread.push(message),
			onMessage: (listener) => {
				say = listener;
			},
			close: () => undefined,
		});
		return {
			unread,
			send: (message: TabMessage) => say(message),
			join: (token?: string) => say({ kind: "join", token }),
			/** Takes messages in, and reports each. */
			read(count = unread.length): WorkerMessage[] {
				const taken = unread.splice(0, count);
				for (const _each of taken) say({ kind: "read" });
				return taken;
			},
		};
	};
	const line = (token?: string) => {
		const found = [...open].find((each) => each.token === token);
		if (found === undefined) throw new Error(`no line is open for ${token}`);
		return found;
	};
	return { tab, line, open, opened: () => opened };
}
export const framesOf = (messages: readonly WorkerMessage[]): readonly LiveFrame[] =>
	messages.flatMap((message) => (message.kind === "frame" ? [message.frame] : []));
