/** How orders stand in a list: newest first, and the later state of one wins. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { epochOf } from "../../format/time.ts";
import type { FeedRules } from "../../live/feed.ts";
import { isLater, orderKey } from "../../order/order-state.ts";
import { matchesFilters, type OrderFilters } from "./order-filters.ts";

/** Newest first; ties by id, descending. */
export function newestFirst(a: OrderView, b: OrderView): number {
	const later = epochOf(b.created_at) - epochOf(a.created_at);
	if (later !== 0) return later;
	const [idA, idB] = [orderKey(a), orderKey(b)];
	return idA === idB ? 0 : idA < idB ? 1 : -1;
}

export function orderRules(filters: OrderFilters): FeedRules<OrderView> {
	return { idOf: orderKey, compare: newestFirst, matches: (order) => matchesFilters(order, filters), supersedes: isLater };
}
