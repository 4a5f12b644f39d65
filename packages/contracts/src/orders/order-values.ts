/** What lists of orders compare, filter and search that no order has as a field. */
import { instantOf, sortableInstant } from "../instant.ts";
import { foldText } from "../text.ts";
import type { OrderView } from "./entities.ts";
import { waitsFor } from "./waits.ts";

/** True for the order with this id, and for each order of the customer with this id. */
export function hasId({ order_id, customer_id }: Readonly<OrderView>, id: string): boolean {
	return String(order_id) === id || String(customer_id) === id;
}

/**
 * When the order was created, as lists and minutes count it, ms since the epoch: what it states, but no later than the log accepted it. The
 * latter too where it states no valid date.
 */
export function createdAt({ created_at, processed_at }: Pick<OrderView, "created_at" | "processed_at">): number {
	const accepted = sortableInstant(processed_at);
	const at = instantOf(created_at);
	return Number.isNaN(at) ? accepted : Math.min(at, accepted);
}

/** Since when the order waits for its next step, ms since the epoch; undefined once it is delivered or cancelled. */
export function waitingSince(order: Readonly<OrderView>): number | undefined {
	if (order.status === "DELIVERED" || order.status === "CANCELLED") return undefined;
	const since = waitsFor(order)?.since ?? Number.NaN;
	return Number.isNaN(since) ? createdAt(order) : since;
}

/** How many units its items are. */
export function unitsOf({ items = [] }: Readonly<OrderView>): number {
	return items.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** E-mail and item names, folded; a line each, so that no match spans two. */
export function searchText({ customer_email, items }: Readonly<OrderView>): string {
	return foldText([customer_email ?? "", ...(items ?? []).map(({ name }) => name ?? "")].join("\n"));
}
