/** Lag in words. */
import type { Eta, GroupLag, LagValue } from "@orderdeck/contracts/lag/entities";
import { duration } from "../format/duration.ts";
import { exactNumber } from "../format/number.ts";
import { groupWord } from "./lag-status.ts";

/** When the lag is gone, at the present rates. */
export function etaWords(eta: Eta): string {
	switch (eta.kind) {
		case "steady":
			return "steady";
		case "draining":
			return `clear in ${duration(eta.seconds)}`;
		case "not-draining":
			return "not draining";
		default:
			return "unknown";
	}
}

/** The same of a group. One whose commits have ceased under lag drains nothing, even before its rates are known. */
export function untilWords(group: GroupLag): string {
	const word = groupWord(group);
	if (word === "No commit") return "nothing read yet";
	const still = word === "Stalled" || word === "Stopped";
	return still && group.eta.kind === "unknown" ? "not draining" : etaWords(group.eta);
}

/** How late, or a dash where it is unknown. */
export function lateWords(seconds: number | null): string {
	return seconds === null ? "–" : duration(seconds);
}

/** The same of a group. One that has never committed has read nothing that it could be late with. */
export function groupLateWords(group: GroupLag): string {
	return groupWord(group) === "No commit" ? "–" : lateWords(group.lag_seconds);
}

/** 0, never committed and unknown are three different things. */
export function lagWords(lag: LagValue): string {
	if (lag === "none") return "no commit";
	return lag === "unknown" ? "unknown" : exactNumber(lag);
}
