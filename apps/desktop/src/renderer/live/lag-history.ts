/** The last five minutes of each group, as this page has seen them. */
import type { GroupLag, LagPoint } from "@orderdeck/contracts/lag/entities";
import type { GroupLagHistory } from "@orderdeck/contracts/lag/history";
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

const STEP_MS = 5_000;

/**
 * The points in the form of the daemon's own history, from the first to the last: in steps of 5 s, the worst of each. They have neither status
 * nor partitions. Undefined where there are none.
 */
export function historyOfPoints(group: string, points: readonly LagPoint[]): GroupLagHistory | undefined {
	const [first, last] = [points[0], points.at(-1)];
	if (first === undefined || last === undefined) return undefined;
	const start = Math.floor(first.at / STEP_MS) * STEP_MS;
	const count = Math.floor((last.at - start) / STEP_MS) + 1;
	const late = Array.from({ length: count }, (): number | null => null);
	const lag = [...late];
	for (const point of points) {
		const step = Math.floor((point.at - start) / STEP_MS);
		late[step] = greater(late[step], point.lag_seconds);
		lag[step] = greater(lag[step], point.lag);
	}
	return {
		group,
		start,
		step_ms: STEP_MS,
		late,
		lag,
		status: late.map(() => null),
		rebalancing: late.map(() => false),
		partitions: [],
	};
}

function greater(a: number | null = null, b: number | null): number | null {
	return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
