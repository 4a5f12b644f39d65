/**
 * What time it is for the daemon. Its times are shown as ages, and this machine's clock may be minutes off: ages are reckoned by
 * the daemon's clock, which each of its answers bounds.
 */

export interface DaemonClock {
	/** The daemon's time, ms since the epoch; this machine's until the daemon has been heard. */
	now(): number;
	/** The daemon's time at `local`, an instant of this machine's clock. */
	at(local: number): number;
	/** The daemon's clock stood at `at` (and less than `within` ms later) after `sent`, when it was asked, and before now. */
	heard(at: number, asked?: { readonly sent: number; readonly within: number }): void;
}

/** `local` is this machine's clock, ms since the epoch. Off by half of the quickest answer's round trip at most. */
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
		heard(at, asked) {
			if (Number.isNaN(at)) return;
			const low = at - local();
			const high = asked === undefined ? Number.POSITIVE_INFINITY : at + asked.within - asked.sent;
			const stepped = low > most || high < least;
			// One of the clocks was set, or another daemon answers: what was known before says nothing any more.
			least = stepped ? low : Math.max(least, low);
			most = stepped ? high : Math.min(most, high);
		},
	};
}

/** Of the daemon that this page asks. */
export const daemonClock = createDaemonClock();

/** `Date` says whole seconds. */
const SECOND_MS = 1_000;

type Asked = Omit<RequestInit, "signal"> & { readonly signal?: AbortSignal | null | undefined };

/** A `fetch` that lets `clock` hear when each answer was made. */
export function listeningFetch(clock: DaemonClock, local: () => number = Date.now) {
	return async (target: URL | RequestInfo, init?: Asked): Promise<Response> => {
		const sent = local();
		const response = await fetch(target, { ...init, signal: init?.signal ?? null });
		const date = response.headers.get("date");
		if (date !== null) clock.heard(Date.parse(date), { sent, within: SECOND_MS });
		return response;
	};
}
