import type { Id } from "@orderdeck/contracts/events";
import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderStatus } from "@orderdeck/contracts/orders/entities";
import type { OrderFacts } from "../../../../domain/backtest/order-facts.ts";
import type { BacktestQueries } from "../../../../ports/queries/backtests.ts";
import { decodeCursor, encodeCursor } from "../../../cursor.ts";
import { placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

interface FactsRow {
	readonly created: number;
	readonly key: string;
	readonly status: OrderStatus;
	readonly country: string;
	readonly amount: number;
	readonly customer: string;
	readonly cause: string | null;
	readonly order_id: Id;
	readonly currency: string;
}

// The id's type is in the document alone; so is the currency of orders that had ended when the column was added.
const QUERY = `SELECT created, key, status, country, amount, customer, cause,
		json_extract(doc, '$.order_id') AS order_id, json_extract(doc, '$.currency') AS currency
	FROM orders INDEXED BY orders_by_time
	WHERE created IS NOT NULL AND (created, key) > (?, ?) AND created <= ? ORDER BY created, key LIMIT ?`;

export function createBacktestQueries(statements: Statements): BacktestQueries {
	return {
		async scanFacts({ from, to }, { limit, cursor }) {
			const list = `facts ${from} ${to}`;
			const [created, key] = cursor === undefined ? [instantOf(from), ""] : decodeCursor(list, cursor, placeSchema);
			const rows = statements.all<FactsRow>(QUERY, created, key, instantOf(to), limit + 1);
			const page = rows.slice(0, limit);
			const last = rows.length > limit ? page.at(-1) : undefined;
			return { items: page.map(factsIn), next: last && encodeCursor(list, [last.created, last.key]) };
		},
	};
}

/** Field by field: copying the rest of a row costs a quarter of reading it. */
function factsIn(row: FactsRow): OrderFacts {
	return {
		order_id: row.order_id,
		customer: row.customer,
		amount: row.amount,
		currency: row.currency,
		country: row.country,
		created: row.created,
		status: row.status,
		arrived_cancelled: row.cause === "ARRIVED_CANCELLED",
	};
}
