/** The lists behind the Overview's figures: each holds exactly the orders that its figure counts. */
import { WAITING_STATUSES } from "@orderdeck/contracts/analytics/entities";
import type { overviewSchema } from "@orderdeck/contracts/analytics/requests";
import { CANCEL_CAUSES, type CancelCause } from "@orderdeck/contracts/orders/entities";
import type { z } from "zod";

export type Overview = z.infer<typeof overviewSchema>;
export type WaitingFor = keyof typeof WAITING_STATUSES;

/** What is waited for until an order has been shipped. */
export const BEFORE_SHIPPED = ["payment", "inventory", "shipping"] as const satisfies readonly WaitingFor[];

/** The orders created in the window. */
export function createdSearch({ window_from, window_to }: Overview) {
	return { from: window_from, to: window_to };
}

/** Of those, the orders that are cancelled; `cause`: for this reason. */
export function cancelledSearch(overview: Overview, cause?: CancelCause) {
	return { ...(cause === undefined ? { status: "CANCELLED" } : { cause }), ...createdSearch(overview) };
}

/** How many those are: the sum over the causes, at least. */
export function cancelledIn({ cancelled }: Overview, causes: readonly CancelCause[] = CANCEL_CAUSES) {
	const value = causes.reduce((sum, cause) => sum + (cancelled.by_cause[cause] ?? 0), 0);
	return { value, atLeast: cancelled.at_least };
}

/** The orders that wait for any of these, whenever they were created. */
export function waitingSearch(steps: readonly WaitingFor[]) {
	return { status: steps.flatMap((step) => WAITING_STATUSES[step]).join(",") };
}
