/** A record as totals, minutes and quarter hours count it. */
import { instantOf } from "@orderdeck/contracts/instant";
import type { CancelCause } from "@orderdeck/contracts/orders/entities";
import type { PlacedEvent } from "./order-document.ts";

/** One record to count. `counted` is false for a second copy of an event: its offset passes, nothing is added. */
export interface Countable extends PlacedEvent {
	readonly counted: boolean;
	/** Set when this event is what cancelled its order. */
	readonly cancels?: CancelCause | undefined;
	/** True for the first fraud alert of its order in the log. */
	readonly flags?: boolean;
}

/**
 * When an event happened, ms since the epoch; a new order when lists have it as created. At the latest when the log accepted it: an event that
 * claims to be of 2099 must not occupy that time.
 */
export function happenedAt({ event, timestamp }: PlacedEvent): number {
	const at = instantOf(event.type === "ORDER_CREATED" ? event.data.created_at : event.time);
	return Number.isNaN(at) ? timestamp : Math.min(at, timestamp);
}
