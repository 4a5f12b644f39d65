/** The lists behind the Overview's figures: each holds exactly the orders that its figure counts. */
import { REACHED_STATUSES, WAITING_STATUSES } from "@orderdeck/contracts/analytics/entities";
import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import { CANCEL_CAUSES, type CancelCause, ORDER_STATUSES } from "@orderdeck/contracts/orders/entities";
import type { z } from "zod";

export type Overview = z.infer<typeof overviewSchema>;
export type WaitingFor = keyof typeof WAITING_STATUSES;
export type Step = keyof typeof REACHED_STATUSES;

/** As many, or at least as many. */
export interface Bounded {
	readonly value: number;
	readonly atLeast: boolean;
}

/** The orders created in the window. */
export function createdSearch({ window_from, window_to }: Overview) {
	return { from: window_from, to: window_to };
}

/** Of those, the orders that are cancelled; `cause`: for this reason. */
export function cancelledSearch(overview: Overview, cause?: CancelCause) {
	return { ...(cause === undefined ? { status: "CANCELLED" } : { cause }), ...createdSearch(overview) };
}

/** How many those are. */
export function cancelledIn({ created }: Overview, causes: readonly CancelCause[] = CANCEL_CAUSES): Bounded {
	return { value: sumOver(created.by_cause, causes), atLeast: created.at_least };
}

/** Of the orders created in the window, those that have reached the step. */
export function reachedSearch(overview: Overview, step: Step) {
	return { status: REACHED_STATUSES[step].join(","), ...createdSearch(overview) };
}

/** How many those are; without a step all orders created in the window. */
export function reachedIn({ created }: Pick<Overview, "created">, step?: Step): Bounded {
	const statuses = step === undefined ? ORDER_STATUSES : REACHED_STATUSES[step];
	return { value: sumOver(created.by_status, statuses), atLeast: created.at_least };
}

/** Of the orders created in the window, how many wait for this. */
export function waitingIn({ created }: Overview, step: WaitingFor): number {
	return sumOver(created.by_status, WAITING_STATUSES[step]);
}

function sumOver<K extends string>(counts: Partial<Record<K, number>>, keys: readonly K[]): number {
	return keys.reduce((sum, key) => sum + (counts[key] ?? 0), 0);
}

/** The orders that wait for this, whenever they were created. */
export function waitingSearch(step: WaitingFor) {
	return { status: WAITING_STATUSES[step].join(",") };
}

/** The orders that are over the time that their step is expected to take. */
export const STUCK_SEARCH = { stuck: "true", sort: "oldest" } as const;
