/** The state of the connection to the daemon, and its words. */
import { duration, shortDuration } from "../format/duration.ts";
import type { Token } from "../theme/tokens.ts";

/** What a line knows of itself: it changes when the stream is opened, lost or tried, not with each frame. Times are ms since the epoch. */
export interface LineState {
	/** `live`: the stream is open. `lost`: it is not. */
	readonly state: "connecting" | "live" | "lost";
	/** When the line was lost, or first sought. */
	readonly lostSince: number;
	/** How often it has been tried since it was lost. */
	readonly tries: number;
	/** When it is tried next; undefined while a try is in progress. */
	readonly nextTryAt: number | undefined;
}

export interface Connection extends LineState {
	/** When the last frame came, ms since the epoch; undefined before the first. */
	readonly lastFrameAt: number | undefined;
}

/** Data older than this, in ms, are called stale; after a minute without a connection the daemon is called offline. */
export const STALE_AFTER_MS = 10_000;
const OFFLINE_AFTER_MS = 60_000;

export type ConnectionKind = "live" | "connecting" | "reconnecting" | "stale" | "offline";

export interface ConnectionWords {
	readonly kind: ConnectionKind;
	readonly words: string;
	readonly tone: Extract<Token, "ok" | "info" | "warn" | "bad" | "text-3">;
}

/** `live · 0.4 s`, `reconnecting · try 3`, `stale · 12 s`, `offline · 4 m`. */
export function connectionWords(connection: Connection, now: number): ConnectionWords {
	const { state, lastFrameAt, lostSince, tries } = connection;
	const frameAge = now - (lastFrameAt ?? lostSince);
	if (state === "live" && frameAge < STALE_AFTER_MS) return { kind: "live", words: `live · ${duration(frameAge / 1000)}`, tone: "ok" };
	if (state === "connecting" && frameAge < STALE_AFTER_MS) return { kind: "connecting", words: "connecting", tone: "text-3" };
	if (state !== "live" && now - lostSince >= OFFLINE_AFTER_MS) {
		return { kind: "offline", words: `offline · ${shortDuration((now - lostSince) / 1000)}`, tone: "bad" };
	}
	if (frameAge >= STALE_AFTER_MS) return { kind: "stale", words: `stale · ${shortDuration(frameAge / 1000)}`, tone: "warn" };
	return { kind: "reconnecting", words: `reconnecting · try ${Math.max(1, tries)}`, tone: "info" };
}

/** Whether what is shown is stale: no frame has come for ten seconds. */
export function isStale(connection: Connection, now: number): boolean {
	const { kind } = connectionWords(connection, now);
	return kind === "stale" || kind === "offline";
}

/** `try 3 in 4 s`, `trying now`; undefined while the stream is open. */
export function nextTryWords({ state, tries, nextTryAt }: LineState, now: number): string | undefined {
	if (state === "live") return undefined;
	return nextTryAt === undefined ? "trying now" : `try ${tries + 1} in ${shortDuration((nextTryAt - now) / 1000)}`;
}

/** Up to when what is shown is known, ms since the epoch: now while frames come, the last one's time once they are stale or the line is lost. */
export function knownUntil({ state, lastFrameAt }: Connection, now: number): number {
	if (lastFrameAt === undefined) return now;
	return state === "lost" || now - lastFrameAt >= STALE_AFTER_MS ? Math.min(now, lastFrameAt) : now;
}

/** How long to wait before the next try, in ms: quick at first, never more than five seconds apart. */
export function retryDelay(tries: number): number {
	return Math.min(5_000, 500 * 2 ** Math.max(0, tries - 1));
}
