/** An order's life as steps: what happened, how long each took, what it waits for. */
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import { DUE_SECONDS, FOLLOWS } from "@orderdeck/contracts/orders/waits";
import type { EventType } from "@orderdeck/contracts/topics";
import { epochOf } from "../format/time.ts";
import { eventWord } from "../format/words.ts";

/** The steps of an order on which nothing goes wrong, in their order. */
const HAPPY_PATH = [
	"ORDER_CREATED",
	"PAYMENT_PROCESSING",
	"PAYMENT_PROCESSED",
	"INVENTORY_RESERVED",
	"SHIPMENT_CREATED",
	"SHIPMENT_DISPATCHED",
	"SHIPMENT_DELIVERED",
] as const satisfies readonly EventType[];

export interface Step {
	readonly key: string;
	readonly label: string;
	readonly state: "done" | "failed" | "flag" | "waiting" | "todo";
	/** When it happened, ms since the epoch; undefined for what has not. */
	readonly at: number | undefined;
	/** Seconds since the step before; for a waiting step, since what it follows. */
	readonly gap: number | undefined;
	/** By how many seconds it is (or was) late, and when it was due. */
	readonly late: { readonly by: number; readonly due: number } | undefined;
	readonly entry: LifecycleEntry | undefined;
}

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

/** Oldest first; what happened in the same millisecond as the order's creation stands after it. */
function byTime(a: LifecycleEntry, b: LifecycleEntry): number {
	const later = epochOf(a.occurred_at) - epochOf(b.occurred_at);
	return later !== 0 ? later : Number(b.type === "ORDER_CREATED") - Number(a.type === "ORDER_CREATED");
}

/** The steps that happened, oldest first, then those still to come on an order that goes on. `now` in ms since the epoch. */
export function stepsOf(order: OrderView, now: number): readonly Step[] {
	const startOf = (type: EventType): number | undefined => {
		const times = (FOLLOWS[type] ?? []).map((before) => order.lifecycle.find((entry) => entry.type === before)?.occurred_at);
		return times.length === 0 || times.includes(undefined) ? undefined : Math.max(...times.map((time) => epochOf(time ?? "")));
	};
	const happened = order.lifecycle.toSorted(byTime);
	const done = happened.map((entry, place): Step => {
		const at = epochOf(entry.occurred_at);
		const before = happened[place - 1];
		return {
			key: entry.event_id,
			label: eventWord(entry.type),
			state: stateOf(entry.type),
			at,
			gap: before === undefined ? undefined : (at - epochOf(before.occurred_at)) / 1000,
			late: lateness(entry.type, at, startOf(entry.type)),
			entry,
		};
	});
	if (order.status === "DELIVERED" || order.status === "CANCELLED") return done;
	const todo = HAPPY_PATH.filter((type) => !order.lifecycle.some((entry) => entry.type === type)).map((type): Step => {
		const started = startOf(type);
		return {
			key: type,
			label: eventWord(type),
			state: started === undefined ? "todo" : "waiting",
			at: undefined,
			gap: started === undefined ? undefined : Math.max(0, (now - started) / 1000),
			late: started === undefined ? undefined : lateness(type, now, started),
			entry: undefined,
		};
	});
	return [...done, ...todo];
}

/** Why the daemon would refuse a cancellation for where the order stands, in a sentence; undefined while it would not. */
export function cancelRefusal({ status }: OrderView): string | undefined {
	if (status === "SHIPPED") return "This order has shipped: it can no longer be cancelled.";
	if (status === "DELIVERED") return "This order has been delivered: it can no longer be cancelled.";
	return status === "CANCELLED" ? "This order is cancelled already." : undefined;
}
