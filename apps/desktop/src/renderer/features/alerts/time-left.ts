/** How long the order of an alert can still be stopped. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { epochOf } from "../../format/time.ts";
import { type AlertRow, isOver } from "./alert-rules.ts";

/** Less than this is shown in amber, in ms. */
const SOON_MS = 5 * 60_000;
/** Less than this is shown in red, in ms. */
const NOW_MS = 60_000;

export type TimeLeft =
	/** It has been dispatched, delivered or cancelled. */
	| { readonly kind: "over" }
	/** When it is dispatched is not known yet. */
	| { readonly kind: "unscheduled" }
	/** `share`: of the time between the alert and the dispatch, 0 to 1. `due`: ms since the epoch. */
	| { readonly kind: "left"; readonly ms: number; readonly share: number; readonly due: number; readonly tone: "bad" | "warn" | undefined };

type Stoppable = Pick<AlertRow, "stoppable" | "order_status" | "dispatch_due_at" | "raised_at">;

/** When the order is to be dispatched, ms since the epoch: as its shipment states, else as the list does. */
export function dispatchDueAt(alert: Pick<AlertRow, "dispatch_due_at">, order: OrderView | undefined): number | undefined {
	const detail = order?.lifecycle.findLast(({ type }) => type === "SHIPMENT_CREATED")?.detail?.dispatch_due_at;
	const due = typeof detail === "string" ? detail : alert.dispatch_due_at;
	return due === null ? undefined : epochOf(due);
}

/** `order`: as the stream has it, where it does. `now`: ms since the epoch. */
export function timeLeft(alert: Stoppable, order: OrderView | undefined, now: number): TimeLeft {
	const status = order?.status ?? alert.order_status;
	if (!alert.stoppable || (status !== null && isOver(status))) return { kind: "over" };
	const due = dispatchDueAt(alert, order);
	if (due === undefined || Number.isNaN(due)) return { kind: "unscheduled" };
	const ms = Math.max(0, due - now);
	const whole = due - epochOf(alert.raised_at);
	const tone = ms < NOW_MS ? "bad" : ms < SOON_MS ? "warn" : undefined;
	return { kind: "left", ms, due, tone, share: whole <= 0 ? 0 : Math.min(1, ms / whole) };
}

/** How many can be stopped for less than five minutes, and for less than one: those are among the former. */
export function urgentOf(left: readonly TimeLeft[]): { readonly soon: number; readonly now: number } {
	const tones = left.map((each) => (each.kind === "left" ? each.tone : undefined));
	return { soon: tones.filter((tone) => tone !== undefined).length, now: tones.filter((tone) => tone === "bad").length };
}
