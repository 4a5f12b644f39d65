/** How alerts stand in the queue: worst first. */
import type { alertPageSchema } from "@orderdeck/contracts/fraud/requests";
import type { z } from "zod";
import { epochOf } from "../../format/time.ts";
import type { FeedRules } from "../../live/feed.ts";

export type AlertRow = z.infer<typeof alertPageSchema>["alerts"][number];
export type AlertState = AlertRow["state"];

/** By score, then amount, then age: the older one first. */
export function worstFirst(a: AlertRow, b: AlertRow): number {
	if (a.score !== b.score) return b.score - a.score;
	if (a.amount !== b.amount) return b.amount - a.amount;
	const older = epochOf(a.raised_at) - epochOf(b.raised_at);
	return older !== 0 ? older : a.alert_id.localeCompare(b.alert_id);
}

export function alertRules(state: AlertState): FeedRules<AlertRow> {
	return {
		idOf: (alert) => alert.alert_id,
		compare: worstFirst,
		matches: (alert) => alert.state === state,
		supersedes: (next, known) => next.state !== known.state,
	};
}
