/** Orders and their events. */
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import type { OrderEventDocument } from "../documents.ts";
import type { Page, PageRequest } from "./page.ts";

/** ISO 8601, both inclusive, on created_at. */
export interface CreatedRange {
	readonly from: string;
	readonly to: string;
}

export interface OrderQueries {
	/** As `matchesOrder` and `compareOrders` of the contract define. Views whose ORDER_CREATED has not been seen are left out. */
	listOrders(filter: OrderFilter, page: PageRequest): Promise<Page<OrderView>>;
	/** Oldest created first: what a replay reads. */
	scanOrders(created: CreatedRange, page: PageRequest): Promise<Page<OrderView>>;
	countOrders(created: CreatedRange): Promise<number>;
	/** Oldest first by occurred_at, ties by event id. */
	orderEvents(orderId: string): Promise<readonly OrderEventDocument[]>;
}
