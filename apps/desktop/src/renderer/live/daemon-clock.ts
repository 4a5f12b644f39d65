/**
 * What time it is for the daemon. Its times are shown as ages, and this machine's clock may be minutes off: ages are computed by
 * the daemon's clock, which each response bounds.
 */

export interface DaemonClock {
	/** The daemon's time, ms since the epoch; this machine's until the daemon has responded. */
	now(): number;
	/** The daemon's time at `local`, an instant of this machine's clock. */
	at(local: number): number;
	/** The daemon's clock showed `at` (to within `within` ms) after `sent`, when the request left, and before now. */
	observe(at: number, request?: { readonly sent: number; readonly within: number }): void;
}

/** `local` is this machine's clock, ms since the epoch. Off by half of the quickest round trip at most. */
export function createDaemonClock(local: () => number = Date.now): DaemonClock {
	// How far the daemon's clock is ahead: between these two.
	let least = Number.NEGATIVE_INFINITY;
	let most = Number.POSITIVE_INFINITY;
	const ahead = () => {
		if (least === Number.NEGATIVE_INFINITY) return 0;
		return most === Number.POSITIVE_INFINITY ? least : (least + most) / 2;
	};
	return {
		now: () => local() + ahead(),
		at: (instant) => instant + ahead(),
		observe(at, request) {
			if (Number.isNaN(at)) return;
			const low = at - local();
			const high = request === undefined ? Number.POSITIVE_INFINITY : at + request.within - request.sent;
			const stepped = low > most || high < least;
			// One of the clocks was set, or another daemon responds: what was known before is void.
			least = stepped ? low : Math.max(least, low);
			most = stepped ? high : Math.min(most, high);
		},
	};
}

/** Of the daemon that this page is connected to. */
export const daemonClock = createDaemonClock();

/** `Date` has whole seconds. */
const SECOND_MS = 1_000;

type Init = Omit<RequestInit, "signal"> & { readonly signal?: AbortSignal | null | undefined };

/** A `fetch` that lets `clock` observe when each response was made. */
export function listeningFetch(clock: DaemonClock, local: () => number = Date.now) {
	return async (target: URL | RequestInfo, init?: Init): Promise<Response> => {
		const sent = local();
		const response = await fetch(target, { ...init, signal: init?.signal ?? null });
		const date = response.headers.get("date");
		if (date !== null) clock.observe(Date.parse(date), { sent, within: SECOND_MS });
		return response;
	};
}

/** Every response carries the time, so that ages are right from the first one on. */
export const timedFetch = listeningFetch(daemonClock);
