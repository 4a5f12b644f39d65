/** An order's life as steps: what happened, how long each took, what it waits for. */
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { byCause, cancellationIn, LIFECYCLE_ORDER } from "@orderdeck/contracts/orders/lifecycle";
import { DUE_SECONDS, FOLLOWS } from "@orderdeck/contracts/orders/waits";
import type { EventType } from "@orderdeck/contracts/topics";
import { epochOf } from "../format/time.ts";
import { cancelCauseWord, eventWord, reasonWords } from "../format/words.ts";

/** The steps after the creation of an order on which nothing goes wrong, in their order. */
const HAPPY_PATH: readonly EventType[] = LIFECYCLE_ORDER.filter((type) => FOLLOWS[type] !== undefined);

export interface Step {
	readonly key: string;
	readonly label: string;
	readonly state: "done" | "failed" | "flag" | "waiting" | "todo";
	/** When it happened, ms since the epoch; undefined for what has not. */
	readonly at: number | undefined;
	/** Ms since the step before; for a waiting step, since what it follows. Undefined for the first, and where the step is not listed by time. */
	readonly gap: number | undefined;
	/** By how many seconds it is (or was) late, and when it was due. */
	readonly late: { readonly by: number; readonly due: number } | undefined;
	/** Why: a reason, a score, the cause of a cancellation; empty where there is nothing to add. */
	readonly detail: string;
	/** The fraud alerts for which the order was cancelled. */
	readonly alerts: readonly LifecycleEntry[];
	/** Where its record is; undefined where there is none. */
	readonly entry: LifecycleEntry | undefined;
}

/** The key of the last step of a cancelled order. */
export const CANCELLATION = "cancelled";

const FAILED = new Set<EventType>(["ORDER_CANCELLED", "PAYMENT_FAILED", "INVENTORY_FAILED"]);

function stateOf(type: EventType): Step["state"] {
	if (type === "FRAUD_ALERT_RAISED") return "flag";
	return FAILED.has(type) ? "failed" : "done";
}

function lateness(type: EventType, at: number, started: number | undefined): Step["late"] {
	const due = DUE_SECONDS[type];
	if (due === undefined || started === undefined) return undefined;
	const by = (at - started) / 1000 - due;
	return by > 0 ? { by, due } : undefined;
}

/**
 * The steps that happened, oldest first, then those still to come on an order that goes on. A cancelled order ends with its cancellation, even
 * where a refund came later, so that the last step is always the state of the order. `now` in ms since the epoch.
 */
export function stepsOf(order: OrderView, now: number): readonly Step[] {
	const startOf = (type: EventType): number | undefined => {
		const times = (FOLLOWS[type] ?? []).map((before) => order.lifecycle.find((entry) => entry.type === before)?.occurred_at);
		return times.length === 0 || times.includes(undefined) ? undefined : Math.max(...times.map((time) => epochOf(time ?? "")));
	};
	const happened = order.lifecycle.toSorted(byCause).filter(({ type }) => order.status !== "CANCELLED" || type !== "ORDER_CANCELLED");
	const done = happened.map((entry, place): Step => {
		const at = epochOf(entry.occurred_at);
		const before = happened[place - 1];
		return {
			key: entry.event_id,
			label: eventWord(entry.type),
			state: stateOf(entry.type),
			at,
			gap: before === undefined ? undefined : at - epochOf(before.occurred_at),
			late: lateness(entry.type, at, startOf(entry.type)),
			detail: detailOf(entry),
			alerts: [],
			entry,
		};
	});
	if (order.status === "CANCELLED") return [...done, cancellationOf(order, done.at(-1)?.at)];
	if (order.status === "DELIVERED") return done;
	const todo = HAPPY_PATH.filter((type) => !order.lifecycle.some((entry) => entry.type === type)).map((type): Step => {
		const started = startOf(type);
		return {
			key: type,
			label: eventWord(type),
			state: started === undefined ? "todo" : "waiting",
			at: undefined,
			gap: started === undefined ? undefined : Math.max(0, now - started),
			late: started === undefined ? undefined : lateness(type, now, started),
			detail: "",
			alerts: [],
			entry: undefined,
		};
	});
	return [...done, ...todo];
}

/**
 * The last step of a cancelled order. A decline or a lack of stock cancels an order by itself, without an ORDER_CANCELLED; a cancellation just
 * requested is not in the log yet: then the step has no record. `last`: when the step before it happened.
 */
function cancellationOf(order: OrderView, last: number | undefined): Step {
	const entry = order.lifecycle.find(({ type }) => type === "ORDER_CANCELLED");
	const at = epochOf(cancellationIn(order)?.occurred_at ?? order.updated_at);
	return {
		key: CANCELLATION,
		label: eventWord("ORDER_CANCELLED"),
		state: "failed",
		at,
		gap: last === undefined || at < last ? undefined : at - last,
		late: undefined,
		detail: causeOf(order, entry),
		alerts: entry?.detail?.verdict === "CONFIRMED_FRAUD" ? order.lifecycle.filter(({ type }) => type === "FRAUD_ALERT_RAISED") : [],
		entry,
	};
}

/** `Out of stock`, `Cancelled at source`, or the reason of the request and who made it. */
function causeOf({ cancel }: OrderView, request: LifecycleEntry | undefined): string {
	if (cancel === undefined) return "";
	if (cancel.cause !== "REQUESTED") return sentence(cancelCauseWord(cancel.cause));
	const by = request?.detail?.by;
	return by === undefined ? reasonWords(cancel.reason) : `${reasonWords(cancel.reason)} · by ${by}`;
}

function detailOf({ detail: { reason, score } = {} }: LifecycleEntry): string {
	if (reason === undefined) return "";
	return score === undefined ? reasonWords(String(reason)) : `${reasonWords(String(reason))} · ${score}`;
}

function sentence(words: string): string {
	return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Why the daemon would refuse a cancellation for where the order stands, in a sentence; undefined while it would not. */
export function cancelRefusal({ status }: OrderView): string | undefined {
	if (status === "SHIPPED") return "This order has shipped and can no longer be cancelled.";
	if (status === "DELIVERED") return "This order has been delivered and can no longer be cancelled.";
	return status === "CANCELLED" ? "This order is already cancelled." : undefined;
}
