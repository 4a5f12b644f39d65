/** What a group's or partition's status is called on screen, and which group is worst. */

import type { GroupLag, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { LAG_STATUSES, type LagStatus } from "@orderdeck/contracts/lag/words";
import { known } from "../format/known.ts";

export type LagWord =
	| "OK"
	| "No committed offset"
	| "Paused"
	| "Pausing"
	| "Unknown"
	| "Behind"
	| "Late"
	| "Rewound"
	| "Stalled"
	| "Stopped"
	| "Lost";
/** `text-3` is gray: neither healthy nor bad. */
export type LagTone = "ok" | "info" | "warn" | "bad" | "paused" | "text-3";

const WORD: Record<LagStatus, LagWord> = {
	OK: "OK",
	PAUSED: "Paused",
	UNKNOWN: "Unknown",
	BEHIND: "Behind",
	LATE: "Late",
	REWOUND: "Rewound",
	STALLED: "Stalled",
	STOPPED: "Stopped",
	LOST: "Lost",
};
const TONE: Record<LagWord, LagTone> = {
	OK: "ok",
	"No committed offset": "text-3",
	Paused: "paused",
	Pausing: "paused",
	Unknown: "text-3",
	Behind: "info",
	Late: "warn",
	Rewound: "bad",
	Stalled: "bad",
	Stopped: "bad",
	Lost: "bad",
};
/** Late by less than this, in seconds, is not worth a color. */
export const QUIET_SECONDS = 5;

/**
 * The word of the status, `Unknown` for one that this console does not know; where all is well, whether the group has ever committed. Paused
 * only once all members have confirmed it.
 */
export function groupWord(group: Pick<GroupLag, "status" | "partitions" | "paused">): LagWord {
	const word = statusWord(group.status);
	if (word === "Paused" && group.paused?.members.some(({ state }) => state !== "applied")) return "Pausing";
	const isNew = group.partitions.length > 0 && group.partitions.every((partition) => partition.lag === "none");
	return word === "OK" && isNew ? "No committed offset" : word;
}

export function partitionWord({ status, lag }: Pick<PartitionLag, "status" | "lag">): LagWord {
	const word = statusWord(status);
	return word === "OK" && lag === "none" ? "No committed offset" : word;
}

export function statusWord(status: LagStatus): LagWord {
	return known(WORD, status) ?? "Unknown";
}

export function toneOf(word: LagWord): LagTone {
	return TONE[word];
}

/** The class of the tone's text color. */
export function toneClass(word: LagWord): string {
	return TONE[word] === "text-3" ? "t3" : TONE[word];
}

/** From good to bad; the statuses as the contract ranks them. */
const GRAVITY: readonly LagWord[] = ["OK", "No committed offset", "Pausing", ...LAG_STATUSES.slice(1).map((status) => WORD[status])];

/** Trivial lag counts as none, so that healthy groups keep their places. */
function lateness(group: GroupLag): number {
	const seconds = group.lag_seconds ?? 0;
	return seconds < QUIET_SECONDS ? 0 : Math.round(seconds);
}

/** Gravest status first, then the latest in seconds, then by name. */
export function byWorst(a: GroupLag, b: GroupLag): number {
	const grave = GRAVITY.indexOf(groupWord(b)) - GRAVITY.indexOf(groupWord(a));
	if (grave !== 0) return grave;
	const late = lateness(b) - lateness(a);
	return late !== 0 ? late : a.group.localeCompare(b.group);
}
