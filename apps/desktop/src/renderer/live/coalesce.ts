/** Many changes, few renders. */

export interface Coalescer {
	/** Requests one call of `run`: immediately when the last was `intervalMs` ago, else then. */
	request(): void;
	/** Drops a requested call. */
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
