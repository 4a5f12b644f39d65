/** For tests: a pause, as it is stored and as the lag reports it. */
import type { GroupPause, Paused } from "@orderdeck/contracts/lag/entities";

export const PAUSE: GroupPause = {
	by: "olga",
	at: "2026-01-15T11:00:00.000Z",
	reason: "the gateway declines everything",
	until: null,
	topics: null,
	partitions: null,
};

export function pausedAs(more: Partial<Paused> = {}): Paused {
	return { ...PAUSE, members: [], rate_before: null, ...more };
}
