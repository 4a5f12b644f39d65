/** How this page gets its live line. */
import { authorization, type TokenStore } from "../api/token.ts";
import { timedFetch } from "./daemon-clock.ts";
import { portOf, type TabPort } from "./line-messages.ts";
import { type LineListener, type OpenLine, openLiveLine } from "./live-line.ts";
import { liveStream } from "./live-stream.ts";
import { openTabLine } from "./tab-line.ts";

/** A line of this page's own, to the daemon at `url` (`/trpc` of its origin). */
export function ownLine(url: string, tokens: TokenStore): OpenLine {
	return (listener) => openLiveLine(liveStream({ url, fetch: timedFetch, headers: () => authorization(tokens.get()) }), listener);
}

/**
 * The line that the tabs of this browser share: a browser allows six connections to a host over HTTP/1.1, and each stream takes one. Where
 * there are no shared workers (Chrome for Android) it is the page's own.
 */
export function sharedLine(url: string, tokens: TokenStore): OpenLine {
	const openOwn = ownLine(url, tokens);
	if (typeof SharedWorker === "undefined") return openOwn;
	return (listener: LineListener) => openTabLine({ connect, openOwn, token: tokens.get(), page: window }, listener);
}

function connect(failed: () => void): TabPort {
	const worker = new SharedWorker(new URL("./live-worker.ts", import.meta.url), { type: "module", name: "orderdeck live" });
	worker.addEventListener("error", failed);
	return portOf(worker.port);
}
