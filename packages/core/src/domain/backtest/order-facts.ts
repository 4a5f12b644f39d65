/** What a backtest looks at in an order. */
import type { Id } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderStatus, OrderView } from "@orderdeck/contracts/orders/entities";
import { createdAt } from "@orderdeck/contracts/orders/order-list";

export interface OrderFacts {
	readonly order_id: Id;
	readonly customer: string;
	readonly amount: number;
	readonly currency: string;
	readonly country: string;
	/** When lists have it created, ms: no later than the log accepted it. */
	readonly created: number;
	/** When it states to be created, ms, as the live step counts it in windows; null where that is no date. */
	readonly stated: number | null;
	/** As it is now. */
	readonly status: OrderStatus;
	/** It takes no money: no rule flags it, but it counts in its customer's windows. */
	readonly arrived_cancelled: boolean;
}

export function factsOf(order: Readonly<OrderView>): OrderFacts {
	const { order_id, customer_id, amount, currency, country, status, created_at, cancel } = order;
	return {
		order_id,
		customer: String(customer_id),
		amount,
		currency,
		country,
		created: createdAt(order),
		stated: statedAt(created_at),
		status,
		arrived_cancelled: cancel?.cause === "ARRIVED_CANCELLED",
	};
}

export function statedAt(iso: string): number | null {
	const at = instantOf(iso);
	return Number.isNaN(at) ? null : at;
}
