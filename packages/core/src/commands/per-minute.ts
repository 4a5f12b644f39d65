/** Bounds on what one caller may cause in a minute. */
import { LRUCache } from "lru-cache";
import type { Clock } from "../ports/clock.ts";

const MINUTE_MS = 60_000;
/** So many callers are counted at once; beyond that the one that was silent for longest starts from zero again. */
const KEYS = 10_000;

/** Counts under each key from its first call on, for a minute; true for the first `most` calls of it. */
export function createPerMinute(clock: Pick<Clock, "now">, most: number): (key: string) => boolean {
	const recent = new LRUCache<string, { readonly since: number; count: number }>({ max: KEYS });
	return (key) => {
		const now = clock.now();
		const known = recent.get(key);
		if (known === undefined || now - known.since >= MINUTE_MS) {
			recent.set(key, { since: now, count: 1 });
			return true;
		}
		known.count += 1;
		return known.count <= most;
	};
}
