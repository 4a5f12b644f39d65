/** What a backtest reads. */
import type { OrderFacts } from "../../domain/backtest/order-facts.ts";
import type { CreatedRange } from "./orders.ts";
import type { Page, PageRequest } from "./page.ts";

export interface BacktestQueries {
	/** What rules look at in the orders of `scanOrders`, in its order. A page of some hundreds takes the embedded store a few milliseconds. */
	scanFacts(created: CreatedRange, page: PageRequest): Promise<Page<OrderFacts>>;
}
