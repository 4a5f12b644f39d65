/** How orders stand in a list: newest first, and the later state of one wins. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { epochOf } from "../../format/time.ts";
import type { FeedRules } from "../../live/feed.ts";
import { matchesFilters, type OrderFilters } from "./order-filters.ts";

export function orderKey(order: OrderView): string {
	return String(order.order_id);
}

/** Newest first; ties by id, descending. */
export function newestFirst(a: OrderView, b: OrderView): number {
	const later = epochOf(b.created_at) - epochOf(a.created_at);
	if (later !== 0) return later;
	const [idA, idB] = [orderKey(a), orderKey(b)];
	return idA === idB ? 0 : idA < idB ? 1 : -1;
}

/** An order only ever gains events, so more of them is later. */
export function isLater(next: OrderView, known: OrderView): boolean {
	return (
		next.lifecycle.length > known.lifecycle.length ||
		(next.lifecycle.length === known.lifecycle.length && next.updated_at > known.updated_at)
	);
}

export function orderRules(filters: OrderFilters): FeedRules<OrderView> {
	return { idOf: orderKey, compare: newestFirst, matches: (order) => matchesFilters(order, filters), supersedes: isLater };
}
