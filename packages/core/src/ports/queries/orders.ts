/** Orders and their events. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { CancelCause, OrderStatus, OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderListOrder, OrderSort } from "@orderdeck/contracts/orders/order-list";
import type { OrderEventDocument } from "../../domain/order-history.ts";
import type { MoneyGroup } from "./money-group.ts";
import type { Page, PageRequest } from "./page.ts";

/** ISO 8601, both inclusive, on `createdAt`. */
export interface CreatedRange {
	readonly from: string;
	readonly to: string;
}

/** How a list of orders is sorted: by a column where `sort` is given, and by `order` within equal values; newest first where no order is given. */
export interface OrderListSorting {
	readonly order?: OrderListOrder | undefined;
	readonly sort?: OrderSort | undefined;
}

/** A page of the order list. A cursor belongs to one sorting. */
export interface OrderListRequest extends PageRequest, OrderListSorting {}

/**
 * All columns but status and flag are sorted when they are requested: no index is kept for them, since every order would pay for it. So many
 * orders can be read for that: those of the customer, the open or the flagged ones, or those of the dates, as the filter has them.
 */
export const MOST_SORTED = 500_000;

export interface MatchCount {
	readonly orders: number;
	/** True where not all were examined. */
	readonly at_least: boolean;
	/** What they come to by currency; undefined where they are too many to be summed. */
	readonly money: readonly MoneyGroup[] | undefined;
}

/** Orders in progress of one status and one currency. */
export interface OpenOrders extends MoneyGroup {
	readonly status: OrderStatus;
}

export interface CancelledCounts {
	readonly by_cause: Readonly<Partial<Record<CancelCause, number>>>;
	/** True where not all were counted. */
	readonly at_least: boolean;
}

export interface StatusCounts {
	/** Each order is in one status. */
	readonly by_status: Readonly<Partial<Record<OrderStatus, number>>>;
	/** Of the cancelled ones. */
	readonly by_cause: Readonly<Partial<Record<CancelCause, number>>>;
	/** True where not all were counted. */
	readonly at_least: boolean;
}

/** Numbers of orders. */
export interface MovedHistory {
	readonly examined: number;
	/** Those that got bodies. */
	readonly moved: number;
}

export interface OrderQueries {
	/**
	 * As `matchesOrder` and `comparerOf` of the contract define. Views whose ORDER_CREATED has not been seen are left out. Throws TooManyToSort where
	 * more than MOST_SORTED orders would have to be sorted. What a list is sorted by may change between two pages: then an order can be on both,
	 * or on neither.
	 */
	listOrders(filter: OrderFilter, page: OrderListRequest): Promise<Page<OrderView>>;
	/** Oldest created first: what a replay reads. */
	scanOrders(created: CreatedRange, page: PageRequest): Promise<Page<OrderView>>;
	countOrders(created: CreatedRange): Promise<number>;
	/** How many orders `listOrders` would list; some ten thousand of the newest are examined for it. */
	countMatching(filter: OrderFilter): Promise<MatchCount>;
	/** The orders that are neither delivered nor cancelled, as lists hold them. */
	openOrders(): Promise<readonly OpenOrders[]>;
	/** The cancelled orders of a range, as lists hold them. */
	countCancelled(created: CreatedRange): Promise<CancelledCounts>;
	/** The orders of a range by their status, as lists hold them; the newest 200,000 of them where there are more. */
	countByStatus(created: CreatedRange): Promise<StatusCounts>;
	/** The order's events whose bodies are kept, oldest first by occurred_at, ties in causal order, then by event id. */
	orderEvents(orderId: string): Promise<readonly OrderEventDocument[]>;
	/**
	 * Moves the bodies that an earlier version kept as documents of their own (`order_events`) into their orders: those of up to `limit` orders,
	 * in some milliseconds. What the order would not keep stays where it is. Successive calls go through all of them; the one that examines none
	 * has come to the end, and the next begins again.
	 */
	moveHistory(limit: number): Promise<MovedHistory>;
}
