/** Takes what a live line reports into the live store, in the daemon's time. */
import { epochOf } from "../format/time.ts";
import { type DaemonClock, daemonClock } from "./daemon-clock.ts";
import type { LineListener } from "./live-line.ts";
import type { LiveStore } from "./live-store.ts";

export function followLine(store: LiveStore, clock: DaemonClock = daemonClock): LineListener {
	return {
		onState: ({ lostSince, nextTryAt, ...state }) =>
			store.setLine({
				...state,
				lostSince: clock.at(lostSince),
				nextTryAt: nextTryAt === undefined ? undefined : clock.at(nextTryAt),
			}),
		onFrame(frame) {
			const at = epochOf(frame.at);
			clock.observe(at);
			// An old frame is not recent because it has just arrived; a frame that only requests a reset carries no state.
			store.fold(frame, frame.reset ? clock.now() : Math.min(at, clock.now()));
		},
	};
}
