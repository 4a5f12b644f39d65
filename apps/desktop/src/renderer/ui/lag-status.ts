/** What a group's or partition's status is called, and which group is worst. */

import type { GroupLag, LagStatus, PartitionLag } from "@orderdeck/contracts/lag/entities";
import { known } from "../format/known.ts";

export type LagWord = "OK" | "Warning" | "Stalled" | "Stopped" | "Rewound" | "Draining" | "Paused" | "No commit" | "Unknown";
export type LagTone = "ok" | "warn" | "bad" | "info" | "paused";

const WORD: Record<LagStatus, LagWord> = { OK: "OK", WARN: "Warning", STALL: "Stalled", STOP: "Stopped", REWIND: "Rewound" };
const TONE: Record<LagWord, LagTone> = {
	OK: "ok",
	Warning: "warn",
	Stalled: "bad",
	Stopped: "bad",
	Rewound: "bad",
	Draining: "info",
	Paused: "paused",
	"No commit": "paused",
	Unknown: "warn",
};
/** Late by less than this, in seconds, is not worth a word. */
export const QUIET_SECONDS = 5;

/** Bad news first, and a status that this console does not know among it; then that it is paused or has never committed; late but falling is `Draining`. */
export function groupWord(group: GroupLag): LagWord {
	if (group.paused) return "Paused";
	if (group.status !== "OK") return known(WORD, group.status) ?? "Unknown";
	if (group.partitions.length > 0 && group.partitions.every((partition) => partition.lag === "none")) return "No commit";
	return group.eta.kind === "draining" && (group.lag_seconds ?? 0) >= QUIET_SECONDS ? "Draining" : "OK";
}

export function partitionWord(partition: PartitionLag): LagWord {
	if (partition.status !== "OK") return known(WORD, partition.status) ?? "Unknown";
	if (partition.lag === "none") return "No commit";
	return partition.eta.kind === "draining" && (partition.lag_seconds ?? 0) >= QUIET_SECONDS ? "Draining" : "OK";
}

export function toneOf(word: LagWord): LagTone {
	return TONE[word];
}

const GRAVITY: readonly LagWord[] = ["OK", "No commit", "Paused", "Draining", "Unknown", "Warning", "Rewound", "Stalled", "Stopped"];

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
