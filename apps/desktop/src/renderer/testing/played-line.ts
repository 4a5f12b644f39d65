/** A live line that a test plays the daemon's part of. */
import { act } from "@testing-library/react";
import { daemonClock } from "../live/daemon-clock.ts";
import type { LineListener, OpenLine } from "../live/live-line.ts";
import { frame } from "./order-fixture.ts";

export function playedLine() {
	const listeners = new Set<LineListener>();
	const openLine: OpenLine = (listener) => {
		listeners.add(listener);
		listener.onState({ state: "live", lostSince: daemonClock.now(), tries: 0, nextTryAt: undefined });
		return { tryNow: () => undefined, close: () => void listeners.delete(listener) };
	};
	const each = (run: (listener: LineListener) => void) => act(async () => listeners.forEach(run));
	return {
		openLine,
		/** A frame of now with what it changes. */
		publish: (change: Parameters<typeof frame>[0]) =>
			each(({ onFrame }) => onFrame(frame({ at: new Date(daemonClock.now()).toISOString(), ...change }))),
		/** The line breaks and is open again. */
		async reconnect() {
			const now = daemonClock.now();
			await each(({ onState }) => onState({ state: "lost", lostSince: now, tries: 1, nextTryAt: undefined }));
			await each(({ onState }) => onState({ state: "live", lostSince: now, tries: 0, nextTryAt: undefined }));
		},
	};
}
