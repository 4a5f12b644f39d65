/** Many changes, few renders. */

export interface Coalescer {
	/** Asks for one call of `run`: at once when the last lies `intervalMs` back, else when it does. */
	request(): void;
	/** Forgets a call that was asked for. */
	cancel(): void;
}

/** `run` is called at most once each `intervalMs`, and always after the last request. */
export function createCoalescer(run: () => void, intervalMs: number, now: () => number = () => performance.now()): Coalescer {
	let last = Number.NEGATIVE_INFINITY;
	let timer: ReturnType<typeof setTimeout> | undefined;
	const fire = () => {
		timer = undefined;
		last = now();
		run();
	};
	return {
		request() {
			if (timer === undefined) timer = setTimeout(fire, Math.max(0, last + intervalMs - now()));
		},
		cancel() {
			clearTimeout(timer);
			timer = undefined;
		},
	};
}
