import { factsOf } from "../../../domain/backtest/order-facts.ts";
import type { BacktestQueries } from "../../../ports/queries/backtests.ts";
import type { OrderQueries } from "../../../ports/queries/orders.ts";

/** The documents are read by key, as for a replay: what rules look at is in no index. */
export function createBacktestQueries({ scanOrders }: Pick<OrderQueries, "scanOrders">): BacktestQueries {
	return {
		async scanFacts(created, page) {
			const { items, next } = await scanOrders(created, page);
			return { items: items.map(factsOf), next };
		},
	};
}
