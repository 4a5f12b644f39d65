/** One clock for every age on the screen, the daemon's, so that they move together and one timer runs. */
import { daemonClock } from "./daemon-clock.ts";

const TICK_MS = 500;

const listeners = new Set<() => void>();
let now = daemonClock.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
	now = daemonClock.now();
	for (const listener of listeners) listener();
}

export const nowStore = {
	get: (): number => now,
	/** The clock runs while someone looks at it. */
	subscribe(listener: () => void): () => void {
		listeners.add(listener);
		timer ??= setInterval(tick, TICK_MS);
		return () => {
			listeners.delete(listener);
			if (listeners.size > 0) return;
			clearInterval(timer);
			timer = undefined;
		};
	},
};
