/** The delay of this thread's event loop over the last seconds. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Seconds. */
export interface LoopDelay {
	readonly p50: number;
	readonly p99: number;
	readonly max: number;
}

/** A peak stays visible for at least as long, so that a scraper with a longer interval does not miss it. */
const WINDOW_MS = 30_000;

/** Measures until disposed. */
export function measureLoopDelay(): Disposable & { read(): LoopDelay } {
	const histogram = monitorEventLoopDelay({ resolution: 10 });
	histogram.enable();
	const look = (): LoopDelay => ({
		p50: histogram.percentile(50) / 1e9,
		p99: histogram.percentile(99) / 1e9,
		max: histogram.max / 1e9,
	});
	let before: LoopDelay = { p50: 0, p99: 0, max: 0 };
	const turn = setInterval(() => {
		before = look();
		histogram.reset();
	}, WINDOW_MS).unref();
	return {
		read() {
			const now = look();
			return { p50: Math.max(before.p50, now.p50), p99: Math.max(before.p99, now.p99), max: Math.max(before.max, now.max) };
		},
		[Symbol.dispose]() {
			clearInterval(turn);
			histogram.disable();
		},
	};
}
