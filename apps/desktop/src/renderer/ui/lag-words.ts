/** Lag in words. */
import type { Eta, LagValue } from "@orderdeck/contracts/entities";
import { duration } from "../format/duration.ts";
import { exactNumber } from "../format/number.ts";

/** When the lag is gone, at the present rates. */
export function etaWords(eta: Eta): string {
	switch (eta.kind) {
		case "steady":
			return "steady";
		case "draining":
			return `clear in ${duration(eta.seconds)}`;
		case "not-draining":
			return "not draining";
		case "unknown":
			return "unknown";
	}
}

/** How late, or a dash where it is unknown. */
export function lateWords(seconds: number | null): string {
	return seconds === null ? "–" : duration(seconds);
}

/** 0, never committed and unknown are three different things. */
export function lagWords(lag: LagValue): string {
	if (lag === "none") return "no commit";
	return lag === "unknown" ? "unknown" : exactNumber(lag);
}
