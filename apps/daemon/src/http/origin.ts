/**
 * The checks of a daemon without tokens, so that a web page in the operator's browser cannot act for the operator: the request's host must be
 * this machine (otherwise another name resolves to it), and a change must not come from another origin.
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
		return "Without access tokens this daemon accepts requests to its own name only: use http://127.0.0.1 or http://localhost.";
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
