/**
 * A customer's orders of the recent past in event time. Which of them velocity flags is a function of the set of orders, whatever the order in
 * which they arrive: one that arrives late is added where it belongs, and those after it are evaluated again.
 */
import type { Id, Order } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { RatedOrder } from "./fraud-rules.ts";

/** What is needed to raise an alert on the order later. Times are in ms since the epoch. */
export interface WindowOrder extends RatedOrder {
	readonly order_id: Id;
	/** Event time. */
	readonly at: number;
	/** When the log accepted it: by which version of a rule it is evaluated. */
	readonly received: number;
	/** False for an order that arrived CANCELLED: it counts, and raises nothing. */
	readonly takes_money: boolean;
}

export interface CustomerActivity {
	readonly customer_id: string;
	/** Orders from this time on are kept; earlier ones are neither kept nor evaluated. It never decreases. */
	readonly since: number;
	/** By event time; each order once. */
	readonly orders: readonly WindowOrder[];
}

/** So many orders of a customer are kept, the newest: twice what a rule may count. */
export const MOST_ORDERS_KEPT = 1_000;

/** The order as a window keeps it. It was created no later than the log accepted it; then, too, where it states no valid date. */
export function windowOrder(order: Readonly<Order>, received: number): WindowOrder {
	const { order_id, amount, currency, country, status, created_at } = order;
	const created = instantOf(created_at);
	const at = Number.isNaN(created) ? received : Math.min(created, received);
	return { order_id, at, received, amount, currency, country, takes_money: status !== "CANCELLED" };
}

/**
 * The activity with this order; the same object where it is in it, or is older than what is kept. What is older than twice the longest window
 * (ms), as seen from the newest order, is dropped: so an order may be as late as that window, and is counted with all before it.
 */
export function withOrder(activity: CustomerActivity, order: WindowOrder, longestWindow: number): CustomerActivity {
	const { orders, since } = activity;
	if (order.at < since || orders.some(({ order_id }) => String(order_id) === String(order.order_id))) return activity;
	const place = orders.findLastIndex(({ at }) => at <= order.at) + 1;
	const all = orders.toSpliced(place, 0, order);
	const newest = all.at(-1)?.at ?? order.at;
	const kept = all.slice(-MOST_ORDERS_KEPT);
	const oldest = kept.length < all.length ? (kept[0]?.at ?? since) : since;
	const from = Math.max(since, oldest, newest - 2 * longestWindow);
	return { ...activity, since: from, orders: kept.filter(({ at }) => at >= from) };
}

/** No order yet. */
export function noActivity(customerId: string): CustomerActivity {
	return { customer_id: customerId, since: 0, orders: [] };
}

/** How many orders have event times in (at - window, at]. Quick, however many there are: an order that arrives late has all after it counted again. */
export function ordersUpTo({ orders }: CustomerActivity, at: number, window: number): number {
	return countUpTo(orders, at) - countUpTo(orders, at - window);
}

/** How many are no later than this; they are sorted. */
function countUpTo(orders: readonly WindowOrder[], at: number): number {
	let [low, high] = [0, orders.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((orders[middle]?.at ?? at) <= at) low = middle + 1;
		else high = middle;
	}
	return low;
}
