/** One clock for every age on the screen, so that they move together and one timer runs. */

const TICK_MS = 500;

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
	now = Date.now();
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
