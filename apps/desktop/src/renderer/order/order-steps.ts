/** An order's life as steps: what happened, how long each took, what it waits for. */
import type { LifecycleEntry, OrderView } from "@orderdeck/contracts/orders/entities";
import type { EventType } from "@orderdeck/contracts/topics";
import { epochOf } from "../format/time.ts";
import { eventWord } from "../format/words.ts";

/** In how many seconds each step is expected after what it follows. */
const DUE_SECONDS: Partial<Record<EventType, number>> = {
	PAYMENT_PROCESSING: 5,
	PAYMENT_PROCESSED: 5,
	INVENTORY_RESERVED: 5,
	SHIPMENT_CREATED: 5,
	SHIPMENT_DISPATCHED: 5,
	SHIPMENT_DELIVERED: 10,
};

/** What each step follows; the last of them to happen starts its clock. */
const FOLLOWS: Partial<Record<EventType, readonly EventType[]>> = {
	PAYMENT_PROCESSING: ["ORDER_CREATED"],
	PAYMENT_PROCESSED: ["PAYMENT_PROCESSING"],
	INVENTORY_RESERVED: ["ORDER_CREATED"],
	SHIPMENT_CREATED: ["PAYMENT_PROCESSED", "INVENTORY_RESERVED"],
	SHIPMENT_DISPATCHED: ["SHIPMENT_CREATED"],
	SHIPMENT_DELIVERED: ["SHIPMENT_DISPATCHED"],
};

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

export type StageName = "payment" | "inventory" | "shipping" | "dispatch" | "delivery";

export interface Wait {
	readonly stage: StageName;
	/** Since when, ms since the epoch. */
	readonly since: number;
	readonly dueSeconds: number;
}

const WAITS = [
	["payment", "PAYMENT_PROCESSED", "ORDER_CREATED"],
	["inventory", "INVENTORY_RESERVED", "ORDER_CREATED"],
	["shipping", "SHIPMENT_CREATED", undefined],
	["dispatch", "SHIPMENT_DISPATCHED", "SHIPMENT_CREATED"],
	["delivery", "SHIPMENT_DELIVERED", "SHIPMENT_DISPATCHED"],
] as const satisfies readonly (readonly [StageName, EventType, EventType | undefined])[];

/** What the order waits for; undefined when it is delivered or cancelled. */
export function waitsFor(order: OrderView): Wait | undefined {
	return waitsOf(order)[0];
}

/** All that the order waits for: payment and inventory go on side by side, every other step follows them. */
export function waitsOf(order: OrderView): readonly Wait[] {
	if (order.status === "DELIVERED" || order.status === "CANCELLED") return [];
	const at = (type: EventType) => order.lifecycle.find((entry) => entry.type === type)?.occurred_at;
	const open = WAITS.filter(([, until]) => at(until) === undefined);
	const beside = open.filter(([stage]) => stage === "payment" || stage === "inventory");
	return (beside.length > 0 ? beside : open.slice(0, 1)).map(([stage, until, since]) => {
		const started = (since === undefined ? undefined : at(since)) ?? latest(order, FOLLOWS[until] ?? []) ?? order.created_at;
		return { stage, since: epochOf(started), dueSeconds: DUE_SECONDS[until] ?? 5 };
	});
}

function latest(order: OrderView, types: readonly EventType[]): string | undefined {
	return order.lifecycle.findLast((entry) => types.includes(entry.type))?.occurred_at;
}

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

/** True while a cancellation is not refused for where the order stands. */
export function canBeCancelled(order: OrderView): boolean {
	return order.status !== "SHIPPED" && order.status !== "DELIVERED" && order.status !== "CANCELLED";
}
