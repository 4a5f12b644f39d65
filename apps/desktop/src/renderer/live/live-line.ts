/** Keeps one live stream open: reconnects with a growing delay and resumes from the last frame seen. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import { type LineState, retryDelay } from "./connection.ts";

export interface StreamHandlers {
	onOpen(): void;
	onFrame(id: string, frame: LiveFrame): void;
	/** The stream has ended, for whatever cause. Called at most once matters: later calls are ignored. */
	onLost(): void;
}

/** Opens a stream that starts after `lastEventId`; returns how to close it. */
export type OpenStream = (lastEventId: string | undefined, handlers: StreamHandlers) => () => void;

export interface LineListener {
	/** Called when the line is opened, and whenever its state has changed. Its times are this machine's. */
	onState(state: LineState): void;
	onFrame(frame: LiveFrame): void;
}

export interface LiveLine {
	/** Does not wait for the next try. Does nothing while the stream is open. */
	tryNow(): void;
	close(): void;
}

export type OpenLine = (listener: LineListener) => LiveLine;

/** A try without a response times out after this long, in ms. */
const RESPONSE_MS = 10_000;

export function openLiveLine(open: OpenStream, listener: LineListener): LiveLine {
	let state: LineState = { state: "connecting", lostSince: Date.now(), tries: 0, nextTryAt: undefined };
	let lastEventId: string | undefined;
	let closeStream: (() => void) | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let attempt = 0;

	const become = (change: Partial<LineState>) => {
		state = { ...state, ...change };
		listener.onState(state);
	};
	const connect = () => {
		const mine = ++attempt;
		clearTimeout(timer);
		closeStream?.();
		const current = () => mine === attempt;
		become({ nextTryAt: undefined, ...(state.state === "lost" ? { tries: state.tries + 1 } : {}) });
		timer = setTimeout(() => current() && lost(), RESPONSE_MS);
		const lost = () => {
			if (!current()) return;
			attempt++;
			clearTimeout(timer);
			closeStream?.();
			const delay = retryDelay(state.tries);
			become({
				state: "lost",
				nextTryAt: Date.now() + delay,
				...(state.state === "live" ? { lostSince: Date.now(), tries: 0 } : {}),
			});
			timer = setTimeout(connect, delay);
		};
		closeStream = open(lastEventId, {
			onOpen() {
				if (!current()) return;
				clearTimeout(timer);
				become({ state: "live", tries: 0, nextTryAt: undefined });
			},
			onFrame(id, frame) {
				if (!current()) return;
				lastEventId = id;
				listener.onFrame(frame);
			},
			onLost: lost,
		});
	};
	connect();

	return {
		tryNow() {
			if (state.state !== "live") connect();
		},
		close() {
			attempt++;
			clearTimeout(timer);
			closeStream?.();
		},
	};
}
