/** Wakes all who wait for something to change. */

export interface Bell {
	ring(): void;
	/** Resolves at the next ring, or when `signal` aborts. */
	wait(signal: AbortSignal): Promise<void>;
	/** Resolves at the next ring, or after so many ms. */
	waitFor(ms: number): Promise<void>;
}

export function createBell(): Bell {
	const waiting = new Set<() => void>();
	function next(): { rung: Promise<void>; wake: () => void } {
		const { promise, resolve } = Promise.withResolvers<void>();
		const wake = (): void => {
			waiting.delete(wake);
			resolve();
		};
		waiting.add(wake);
		return { rung: promise, wake };
	}

	return {
		ring() {
			for (const wake of [...waiting]) wake();
		},
		async wait(signal) {
			if (signal.aborted) return;
			const { rung, wake } = next();
			signal.addEventListener("abort", wake, { once: true });
			await rung;
			signal.removeEventListener("abort", wake);
		},
		async waitFor(ms) {
			const { rung, wake } = next();
			const timer = setTimeout(wake, ms);
			await rung;
			clearTimeout(timer);
		},
	};
}
