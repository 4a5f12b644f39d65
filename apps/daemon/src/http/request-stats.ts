/** How the API itself is doing, as one of the daemon's services. */
import type { OwnStatus } from "@orderdeck/core/domain/service-registry";
import type { Clock } from "@orderdeck/core/ports/clock";
import { createRateMeter } from "../live/rate-meter.ts";
import { messageOf } from "../message-of.ts";

export interface RequestStats {
	/** A request was answered with this status, after so many seconds. */
	handled(status: number, seconds: number): void;
	/** A request failed for a reason of ours. */
	failed(error: unknown): void;
	service(): OwnStatus;
	/** Requests by class of status ("2xx"), and seconds spent on all of them. */
	counts(): { readonly byClass: ReadonlyMap<string, number>; readonly seconds: number };
}

export function createRequestStats(options: {
	readonly clock: Pick<Clock, "now">;
	readonly instance: string;
	readonly version: string;
}): RequestStats {
	const { clock, instance, version } = options;
	const started = new Date(clock.now()).toISOString();
	const byClass = new Map<string, number>();
	const rate = createRateMeter();
	rate.add(clock.now(), 0);
	let handled = 0;
	let seconds = 0;
	let uncounted = 0;
	let countedAt = clock.now();
	let lastError: string | null = null;

	/** Readings are a tenth of a second apart at least, so that the meter stays small under load. */
	const count = () => {
		const now = clock.now();
		if (now - countedAt < 100) return;
		rate.add(now, uncounted);
		uncounted = 0;
		countedAt = now;
	};

	return {
		handled(status, took) {
			handled += 1;
			uncounted += 1;
			seconds += took;
			const key = `${Math.floor(status / 100)}xx`;
			byClass.set(key, (byClass.get(key) ?? 0) + 1);
			count();
		},
		failed(error) {
			lastError = messageOf(error);
		},
		service() {
			count();
			return {
				role: "api",
				state: "running",
				instance,
				version,
				started_at: started,
				handled,
				per_second: rate.perSecond(clock.now()),
				retries: 0,
				dead_letters: 0,
				last_error: lastError,
			};
		},
		counts: () => ({ byClass, seconds }),
	};
}
