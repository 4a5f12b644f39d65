/** How orders stand in a list: sorted as the daemon sorts them, and the later state of one wins. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { comparerOf, matchesOrder, type Search } from "@orderdeck/contracts/orders/order-list";
import type { OrderSorting } from "@orderdeck/contracts/orders/requests";
import type { FeedRules } from "../../live/feed.ts";
import { isLater, orderKey } from "../../order/order-state.ts";
import type { OrderFilters } from "./order-filters.ts";

/** `search` returns how the daemon understood `q`: the live list cannot know whether an id exists, but the page it read shows it. */
export function orderRules(
	filters: () => OrderFilters,
	search: () => Search | "unknown" = () => "unknown",
	/** Where the list is of certain orders only. */
	isListed: (order: OrderView) => boolean = () => true,
	{ order, sort }: OrderSorting = { order: "newest" },
): FeedRules<OrderView> {
	const matches = (each: OrderView) => isListed(each) && matchesOrder(each, filters(), search());
	return { idOf: orderKey, compare: comparerOf(order, sort), matches, supersedes: isLater };
}
