/** Where an alert stands in its list, which of two states of it is the later one, and what may be done with it. */
import type { AlertClaim, AlertState, FraudAlert } from "@orderdeck/contracts/fraud/entities";
import type { ListedAlert } from "@orderdeck/contracts/fraud/requests";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import { epochOf, minuteTime } from "../../format/time.ts";
import { daemonClock } from "../../live/daemon-clock.ts";
import type { FeedRules } from "../../live/feed.ts";
import type { AlertTab } from "./alert-tabs.ts";

export type AlertRow = ListedAlert;

/** Those whose order can still be stopped first, then by score, amount and age: the older one first. */
export function worstFirst(a: AlertRow, b: AlertRow): number {
	if (a.stoppable !== b.stoppable) return a.stoppable ? -1 : 1;
	if (a.score !== b.score) return b.score - a.score;
	if (a.amount !== b.amount) return b.amount - a.amount;
	const older = epochOf(a.raised_at) - epochOf(b.raised_at);
	return older !== 0 ? older : a.alert_id.localeCompare(b.alert_id);
}

function newestFirst(a: AlertRow, b: AlertRow): number {
	const newer = epochOf(b.raised_at) - epochOf(a.raised_at);
	return newer !== 0 ? newer : b.alert_id.localeCompare(a.alert_id);
}

const STATE_RANK: Readonly<Record<AlertState, number>> = { OPEN: 0, CLAIMED: 1, RESOLVED: 2 };

/**
 * By version, which increases with what operators do; then by state, except that a claim that has expired is followed by none; then by
 * whether its order can be stopped, which never becomes true again.
 */
function isLater(next: AlertRow, known: AlertRow): boolean {
	if (next.version !== known.version) return next.version > known.version;
	if (next.state !== known.state) {
		if (known.state === "CLAIMED" && next.state === "OPEN") return claimOf(known, daemonClock.now()) === undefined;
		return STATE_RANK[next.state] > STATE_RANK[known.state];
	}
	return known.stoppable && !next.stoppable;
}

/** Whether an alert is in the list of a tab, for this operator. */
export function isInTab(alert: AlertRow, tab: AlertTab, name: string): boolean {
	switch (tab) {
		case "stoppable":
			return alert.state !== "RESOLVED" && alert.stoppable;
		case "unclaimed":
			return alert.state === "OPEN";
		case "mine":
			return alert.state === "CLAIMED" && alert.claim?.by === name;
		case "resolved":
			return alert.state === "RESOLVED";
		case "open":
			return alert.state !== "RESOLVED";
	}
}

export function alertRules(tab: AlertTab, name: string): FeedRules<AlertRow> {
	return {
		idOf: (alert) => alert.alert_id,
		compare: tab === "resolved" ? newestFirst : worstFirst,
		matches: (alert) => isInTab(alert, tab, name),
		supersedes: isLater,
	};
}

/** The order has left, or is cancelled: it can no longer be stopped. */
export function isOver(status: OrderStatus): boolean {
	return status === "SHIPPED" || status === "DELIVERED" || status === "CANCELLED";
}

/** Who works on it at `now`, ms since the epoch. One that has expired counts as none. */
export function claimOf({ claim }: Pick<FraudAlert, "claim">, now: number): AlertClaim | undefined {
	return claim === null || epochOf(claim.expires_at) <= now ? undefined : claim;
}

/** Who looks, and when: ms since the epoch. */
export interface Viewpoint {
	readonly name: string;
	readonly now: number;
}

/** Why an alert cannot be decided or claimed, in a sentence; undefined where it can. The daemon decides in the end. */
export function whyNotDecide(alert: Pick<FraudAlert, "state" | "claim" | "resolution">, { name, now }: Viewpoint): string | undefined {
	if (alert.state === "RESOLVED") return `Resolved by ${alert.resolution?.by ?? "someone"}. Reopen it to change the verdict.`;
	const claim = claimOf(alert, now);
	if (claim === undefined || claim.by === name) return undefined;
	return `Claimed by ${claim.by} until ${minuteTime(epochOf(claim.expires_at))}. Take it over first.`;
}

/** The next row after `id` that this operator can decide, or the first one before it. */
export function nextToDecide(rows: readonly AlertRow[], id: string | undefined, viewpoint: Viewpoint): AlertRow | undefined {
	const at = rows.findIndex((row) => row.alert_id === id);
	const others = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))];
	return others.find((row) => whyNotDecide(row, viewpoint) === undefined);
}
