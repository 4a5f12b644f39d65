/** The last five minutes of each group, for sparklines. */
import type { GroupLag, LagPoint } from "@orderdeck/contracts/lag/entities";
import { epochOf } from "../format/time.ts";

export const HISTORY_MS = 5 * 60_000;

/** Points by group; oldest first. */
export type LagHistory = ReadonlyMap<string, readonly LagPoint[]>;

function withPoint(points: readonly LagPoint[], point: LagPoint): readonly LagPoint[] {
	const last = points.at(-1);
	if (last !== undefined && last.at >= point.at) return points;
	const from = points.findIndex((known) => known.at > point.at - HISTORY_MS);
	return [...(from < 0 ? [] : points.slice(from)), point];
}

/** The history with this sample, and without what is older than five minutes. */
export function foldLag(history: LagHistory, groups: readonly GroupLag[]): LagHistory {
	const next = new Map(history);
	for (const group of groups) {
		const at = epochOf(group.sampled_at);
		next.set(group.group, withPoint(next.get(group.group) ?? [], { at, lag: group.lag, lag_seconds: group.lag_seconds }));
	}
	return next;
}

/** The history with what the daemon remembers of each group put before what was seen here. */
export function seedLag(history: LagHistory, remembered: Readonly<Record<string, readonly LagPoint[]>>): LagHistory {
	const next = new Map(history);
	for (const [group, points] of Object.entries(remembered)) {
		const last = points.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
		next.set(group, [...points, ...(history.get(group) ?? []).filter((point) => point.at > last)]);
	}
	return next;
}
