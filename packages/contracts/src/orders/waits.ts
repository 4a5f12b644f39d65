/** What an order waits for, since when, and when that is too long: one definition for the API, its lists and the console. */
import { instantOf } from "../instant.ts";
import type { EventType } from "../topics.ts";
import type { OrderStatus, OrderView } from "./entities.ts";

/** In how many seconds each step is expected after what it follows. */
export const DUE_SECONDS: Partial<Record<EventType, number>> = {
	PAYMENT_PROCESSING: 5,
	PAYMENT_PROCESSED: 5,
	INVENTORY_RESERVED: 5,
	SHIPMENT_CREATED: 5,
	SHIPMENT_DISPATCHED: 5,
	SHIPMENT_DELIVERED: 10,
};

/** What each step follows; the last of them to happen starts its clock. */
export const FOLLOWS: Partial<Record<EventType, readonly EventType[]>> = {
	PAYMENT_PROCESSING: ["ORDER_CREATED"],
	PAYMENT_PROCESSED: ["PAYMENT_PROCESSING"],
	INVENTORY_RESERVED: ["ORDER_CREATED"],
	SHIPMENT_CREATED: ["PAYMENT_PROCESSED", "INVENTORY_RESERVED"],
	SHIPMENT_DISPATCHED: ["SHIPMENT_CREATED"],
	SHIPMENT_DELIVERED: ["SHIPMENT_DISPATCHED"],
};

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
export function waitsFor(order: Readonly<OrderView>): Wait | undefined {
	return waitsOf(order)[0];
}

/** All that the order waits for: payment and inventory go on side by side, every other step follows them. */
export function waitsOf(order: Readonly<OrderView>): readonly Wait[] {
	if (order.status === "DELIVERED" || order.status === "CANCELLED") return [];
	const at = (type: EventType) => order.lifecycle.find((entry) => entry.type === type)?.occurred_at;
	const open = WAITS.filter(([, until]) => at(until) === undefined);
	const beside = open.filter(([stage]) => stage === "payment" || stage === "inventory");
	return (beside.length > 0 ? beside : open.slice(0, 1)).map(([stage, until, since]) => {
		const started = (since === undefined ? undefined : at(since)) ?? latest(order, FOLLOWS[until] ?? []) ?? order.created_at;
		return { stage, since: instantOf(started), dueSeconds: DUE_SECONDS[until] ?? 5 };
	});
}

function latest(order: Readonly<OrderView>, types: readonly EventType[]): string | undefined {
	return order.lifecycle.findLast((entry) => types.includes(entry.type))?.occurred_at;
}

/** The statuses of orders that wait for something. */
export const WAITING: readonly OrderStatus[] = ["CREATED", "CONFIRMED", "PAID", "PREPARED", "SHIPPED"];

/** By how many ms the order is over the time that its step is expected to take; undefined while it is not. `now` in ms since the epoch. */
export function overdueBy(order: Readonly<OrderView>, now: number): number | undefined {
	const overdue = waitsOf(order).map(({ since, dueSeconds }) => now - since - dueSeconds * 1_000);
	const most = Math.max(...overdue);
	return overdue.length > 0 && most > 0 ? most : undefined;
}
