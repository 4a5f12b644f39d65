/** Keeps the one live stream open: reconnects with a growing delay and resumes from the last frame seen. */
import type { LiveFrame } from "@orderdeck/contracts/live";
import { epochOf } from "../format/time.ts";
import { retryDelay } from "./connection.ts";
import { type DaemonClock, daemonClock } from "./daemon-clock.ts";
import type { LiveStore } from "./live-store.ts";

export interface StreamHandlers {
	onOpen(): void;
	onFrame(id: string, frame: LiveFrame): void;
	/** The stream has ended, for whatever cause. Called at most once matters: later calls are ignored. */
	onLost(): void;
}

/** Opens a stream that starts after `lastEventId`; returns how to close it. */
export type OpenStream = (lastEventId: string | undefined, handlers: StreamHandlers) => () => void;

export interface LiveLine {
	/** Does not wait for the next try. Does nothing while the stream is open. */
	tryNow(): void;
	close(): void;
}

/** A try without a response times out after this long, in ms. */
const RESPONSE_MS = 10_000;

export function openLiveLine(store: LiveStore, open: OpenStream, clock: DaemonClock = daemonClock): LiveLine {
	const { now } = clock;
	let lastEventId: string | undefined;
	let closeStream: (() => void) | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let attempt = 0;

	const connect = () => {
		const mine = ++attempt;
		clearTimeout(timer);
		closeStream?.();
		const current = () => mine === attempt;
		const { state, tries } = store.getState().connection;
		store.setConnection({ nextTryAt: undefined, ...(state === "lost" ? { tries: tries + 1 } : {}) });
		timer = setTimeout(() => current() && lost(), RESPONSE_MS);
		const lost = () => {
			if (!current()) return;
			attempt++;
			clearTimeout(timer);
			closeStream?.();
			const { connection } = store.getState();
			const delay = retryDelay(connection.tries);
			store.setConnection({
				state: "lost",
				nextTryAt: now() + delay,
				...(connection.state === "live" ? { lostSince: now(), tries: 0 } : {}),
			});
			timer = setTimeout(connect, delay);
		};
		closeStream = open(lastEventId, {
			onOpen() {
				if (!current()) return;
				clearTimeout(timer);
				store.setConnection({ state: "live", tries: 0, nextTryAt: undefined });
			},
			onFrame(id, frame) {
				if (!current()) return;
				lastEventId = id;
				const at = epochOf(frame.at);
				clock.observe(at);
				// An old frame is not recent because it has just arrived; a frame that only requests a reset carries no state.
				store.fold(frame, frame.reset ? now() : Math.min(at, now()));
			},
			onLost: lost,
		});
	};
	connect();

	return {
		tryNow() {
			if (store.getState().connection.state !== "live") connect();
		},
		close() {
			attempt++;
			clearTimeout(timer);
			closeStream?.();
		},
	};
}
