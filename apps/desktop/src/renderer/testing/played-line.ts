/** A live line that a test plays the daemon's part of. */
import { act } from "@testing-library/react";
import type { LineListener, OpenLine } from "../live/live-line.ts";
import { frame } from "./order-fixture.ts";

export function playedLine() {
	const listeners = new Set<LineListener>();
	const openLine: OpenLine = (listener) => {
		listeners.add(listener);
		listener.onState({ state: "live", lostSince: Date.now(), tries: 0, nextTryAt: undefined });
		return { tryNow: () => undefined, close: () => void listeners.delete(listener) };
	};
	const publish = (change: Parameters<typeof frame>[0]) =>
		act(async () => {
			for (const { onFrame } of listeners) onFrame(frame({ at: new Date().toISOString(), ...change }));
		});
	return { openLine, publish };
}
