/** For tests: a clock that stands still. */
import type { Clock } from "../ports/clock.ts";

const NOON = Date.UTC(2026, 0, 5, 12);

export interface ManualClock extends Clock {
	advance(ms: number): void;
}

/** Time passes by `advance` alone; a sleep only lets others have their turn. */
export function manualClock(): ManualClock {
	let now = NOON;
	let ids = 0;
	return {
		now: () => now,
		sleep: (_ms, signal) => (signal?.aborted === true ? Promise.resolve() : turnOfTheLoop()),
		id: () => `id-${++ids}`,
		random: () => 0.5,
		advance(ms) {
			now += ms;
		},
	};
}

export function turnOfTheLoop(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
