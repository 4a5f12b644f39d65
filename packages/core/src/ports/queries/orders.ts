/** Orders and their events. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import type { OrderEventDocument } from "../documents.ts";
import type { Page, PageRequest } from "./page.ts";

export interface OrderQueries {
	/** As `matchesOrder` and `compareOrders` of the contract define. Views whose ORDER_CREATED has not been seen are left out. */
	listOrders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderView>>;
	/** Oldest created first from `from` on: what a replay reads. */
	scanOrders(from: string, page: PageRequest): Promise<Page<OrderView>>;
	countOrders(from: string): Promise<number>;
	/** Oldest first by occurred_at, ties by event id. */
	orderEvents(orderId: string): Promise<readonly OrderEventDocument[]>;
}
