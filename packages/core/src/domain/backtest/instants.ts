/** The orders of a scan by instant: all of one instant are in each other's windows, whichever was recorded first. */
import type { OrderFacts } from "./order-facts.ts";

/** The orders that were created at one instant, by id. */
export type Instant = readonly OrderFacts[];

/** Orders are added as they are scanned: oldest created first, those of one instant by id. */
export class Instants {
	#current: OrderFacts[] = [];

	/** Returns the orders of the instant before, once this one is of a later. */
	add(order: OrderFacts): Instant {
		const [first] = this.#current;
		if (first === undefined || first.created === order.created) {
			this.#current.push(order);
			return [];
		}
		const complete = this.#current;
		this.#current = [order];
		return complete;
	}

	/** The orders of the last instant. */
	end(): Instant {
		const last = this.#current;
		this.#current = [];
		return last;
	}
}
