/** Lag in words. */
import type { Eta, GroupLag, LagValue } from "@orderdeck/contracts/lag/entities";
import type { LagTag } from "@orderdeck/contracts/lag/words";
import { duration } from "../format/duration.ts";
import { exactNumber } from "../format/number.ts";
import { groupWord, type LagWord } from "./lag-status.ts";

/** In how much time the lag is drained, at the present rates. */
export function etaWords(eta: Eta): string {
	switch (eta.kind) {
		case "keeping-up":
			return "keeping up";
		case "draining":
			return duration(eta.seconds);
		case "not-draining":
			return "not draining";
		default:
			return "unknown";
	}
}

/** The same of a group. */
export function drainedInWords(group: GroupLag): string {
	const word = groupWord(group);
	if (word === "Paused" || word === "Pausing") return "paused";
	return hasReadNothing(group) ? "no data" : etaWords(group.eta);
}

/** How late, or a dash where it is unknown. */
export function lateWords(seconds: number | null): string {
	return seconds === null ? "–" : duration(seconds);
}

/** The same of a group. */
export function groupLateWords(group: GroupLag): string {
	return hasReadNothing(group) ? "–" : lateWords(group.lag_seconds);
}

/** It has never committed, and nothing waits for it. With a record that waits, it is as late as that record is old. */
function hasReadNothing(group: GroupLag): boolean {
	return groupWord(group) === "No committed offset" && group.lag_seconds === 0;
}

/** 0, never committed and unknown are three different things. */
export function lagWords(lag: LagValue): string {
	if (lag === "none") return "no committed offset";
	return lag === "unknown" ? "unknown" : exactNumber(lag);
}

/** `stalled, 9 s behind`, `lost 12`, `behind by 45 s`, in a sentence. */
export function statusPhrase({ lag_seconds, lost }: Pick<GroupLag, "lag_seconds" | "lost">, word: LagWord): string {
	const status = word === "Lost" ? `lost ${exactNumber(lost)}` : word === "OK" ? word : word.toLowerCase();
	if (lag_seconds === null || word === "OK") return status;
	return word === "Behind" || word === "Late" ? `${status} by ${duration(lag_seconds)}` : `${status}, ${duration(lag_seconds)} behind`;
}

const TAG_WORDS: Record<LagTag, string> = {
	"AT RISK": "At risk",
	rebalancing: "rebalancing",
	flapping: "flapping",
	"no consumers": "no consumers",
};

/** A tag that this console does not know is shown as it came. */
export function tagWords(tag: LagTag): string {
	return TAG_WORDS[tag] ?? tag;
}
