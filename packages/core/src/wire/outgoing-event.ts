/** Events that are published: those of orders, and the running totals. */
import type { TotalsView } from "@orderdeck/contracts/analytics/entities";
import type { OrderEvent } from "@orderdeck/contracts/events";

/** The running totals, published after each batch that changed them. */
export interface TotalsEvent {
	readonly type: "TOTALS_UPDATED";
	readonly id: string;
	readonly source: string;
	readonly time: string;
	readonly topic: "order-analytics";
	readonly key: string;
	readonly data: Pick<TotalsView, "total_sales" | "order_count" | "currency" | "by_currency">;
}

export type OutgoingEvent = OrderEvent | TotalsEvent;
