/** Orders in the order of their events. A scan has them as lists do; one that states a later time than the log's comes later here. */
import type { OrderFacts } from "./order-facts.ts";

/** The orders of one instant (ms), by id. */
export interface Instant {
	readonly at: number;
	readonly orders: readonly OrderFacts[];
}

/** When the order counts in windows, ms; as lists have it where it states no date. */
export function eventTime({ stated, created }: OrderFacts): number {
	return stated ?? created;
}

/** Holds the orders of the newest instant, and those that state a time which the scan has not reached. */
export class EventOrder {
	#waiting: OrderFacts[] = [];

	/** The event time of the latest of these orders that wait, ms; undefined where none does. */
	latest(isMeant: (order: OrderFacts) => boolean): number | undefined {
		const last = this.#waiting.findLast(isMeant);
		return last && eventTime(last);
	}

	/** Takes the next order of the scan. Returns the instants that no later order of it can belong to: none states a time before it is listed. */
	add(order: OrderFacts): Instant[] {
		const complete = this.#release(order.created);
		let place = this.#waiting.length;
		for (let last = this.#waiting[place - 1]; last !== undefined && compare(order, last) < 0; last = this.#waiting[place - 1]) place -= 1;
		this.#waiting.splice(place, 0, order);
		return complete;
	}

	/** All that wait. */
	end(): Instant[] {
		return this.#release(Number.POSITIVE_INFINITY);
	}

	#release(before: number): Instant[] {
		const first = this.#waiting[0];
		if (first === undefined || eventTime(first) >= before) return [];
		const end = this.#waiting.findIndex((order) => eventTime(order) >= before);
		const released = this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
		return [...Map.groupBy(released, eventTime)].map(([at, orders]) => ({ at, orders }));
	}
}

function compare(a: OrderFacts, b: OrderFacts): number {
	const [first, second] = [String(a.order_id), String(b.order_id)];
	return eventTime(a) - eventTime(b) || Number(first > second) - Number(first < second);
}
