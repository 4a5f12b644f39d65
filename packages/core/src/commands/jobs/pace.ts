/** A limit on how often something is done. */
import type { Clock } from "../../ports/clock.ts";

/**
 * Waits until the next turn: `rate` of them per second at most, the first without waiting; null: no limit. A pause is not made up for. `turns`
 * at once are taken together, and those after them wait for as long as they take one by one.
 */
export function createPace(
	{ now, sleep }: Pick<Clock, "now" | "sleep">,
	rate: number | null,
): (signal: AbortSignal, turns?: number) => Promise<void> {
	if (rate === null) return async () => undefined;
	let next = Number.NEGATIVE_INFINITY;
	return async (signal, turns = 1) => {
		const waitMs = next - now();
		if (waitMs > 0) await sleep(waitMs, signal);
		next = Math.max(next, now()) + (turns * 1_000) / rate;
	};
}
