/**
 * What a daemon without tokens asks of a request, so that a web page in the operator's browser cannot speak for him: the name it was
 * called by must be this machine's (else a foreign name has been pointed at it), and a change must not come from another origin.
 */
import { isLoopback } from "../config.ts";

export interface RequestOrigin {
	readonly method: string;
	/** The headers as they came. */
	readonly host: string | undefined;
	readonly origin: string | undefined;
}

const READS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Why the request is refused, in a sentence; undefined when it is not. */
export function refusalOf({ method, host, origin }: RequestOrigin, ownHost: string): string | undefined {
	const named = hostName(host ?? "");
	if (named === undefined || (!isLoopback(named) && named !== ownHost.toLowerCase())) {
		return "Without access tokens this daemon answers only to its own name: use http://127.0.0.1 or http://localhost.";
	}
	if (READS.has(method) || origin === undefined) return undefined;
	return hostOf(origin) === host?.toLowerCase() ? undefined : "Without access tokens this daemon takes changes from its own pages only.";
}

function hostName(host: string): string | undefined {
	return /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.exec(host.toLowerCase())?.[1];
}

/** Host and port of an http origin. */
function hostOf(origin: string): string | undefined {
	return /^https?:\/\/([^/]+)$/.exec(origin.toLowerCase())?.[1];
}
