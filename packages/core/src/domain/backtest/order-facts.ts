/** What a backtest looks at in an order. */
import type { Id } from "@orderdeck/contracts/events";
import type { OrderStatus, OrderView } from "@orderdeck/contracts/orders/entities";
import { createdAt } from "@orderdeck/contracts/orders/order-values";

export interface OrderFacts {
	readonly order_id: Id;
	readonly customer: string;
	readonly amount: number;
	readonly currency: string;
	readonly country: string;
	/** When it was created, ms, as lists have it and the live step counts it in windows: what it states, but no later than the log accepted it. */
	readonly created: number;
	/** As it is now. */
	readonly status: OrderStatus;
	/** It takes no money: no rule flags it, but it counts in its customer's windows. */
	readonly arrived_cancelled: boolean;
}

export function factsOf(order: Readonly<OrderView>): OrderFacts {
	const { order_id, customer_id, amount, currency, country, status, cancel } = order;
	return {
		order_id,
		customer: String(customer_id),
		amount,
		currency,
		country,
		created: createdAt(order),
		status,
		arrived_cancelled: cancel?.cause === "ARRIVED_CANCELLED",
	};
}
