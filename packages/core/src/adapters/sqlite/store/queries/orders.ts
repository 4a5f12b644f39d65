import { instantOf } from "@orderdeck/contracts/instant";
import type { CancelCause, OrderStatus, OrderView } from "@orderdeck/contracts/orders/entities";
import { byTime } from "../../../../domain/order-view.ts";
import type { OrderEventDocument } from "../../../../ports/documents.ts";
import type { OrderQueries } from "../../../../ports/queries/orders.ts";
import { decodeCursor } from "../../../cursor.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { listOrders } from "./order-list.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

/** Counting so many takes some milliseconds. */
const MOST_COUNTED = 100_000;

export function createOrderQueries(statements: Statements): OrderQueries {
	return {
		listOrders: async (filter, page) => listOrders(statements, filter, page),
		async scanOrders({ from, to }, { limit, cursor }) {
			const list = `scan ${from} ${to}`;
			const [created, key] = cursor === undefined ? [instantOf(from), ""] : decodeCursor(list, cursor, placeSchema);
			const query = `SELECT created AS at, key, doc FROM orders INDEXED BY orders_by_time
				WHERE created IS NOT NULL AND (created, key) > (?, ?) AND created <= ? ORDER BY created, key LIMIT ?`;
			return pageOf<OrderView>(list, statements.all<PlacedRow>(query, created, key, instantOf(to), limit + 1), limit);
		},
		async countOrders({ from, to }) {
			const query = "SELECT count(*) AS count FROM orders INDEXED BY orders_by_time WHERE created BETWEEN ? AND ?";
			return statements.get<{ count: number }>(query, instantOf(from), instantOf(to))?.count ?? 0;
		},
		async openOrders() {
			const query = `SELECT status, currency, count, CAST(ten_thousandths AS TEXT) AS sum FROM open_orders
				WHERE count > 0 ORDER BY status, currency`;
			const rows = statements.all<MoneyRow & { status: OrderStatus }>(query);
			return rows.map((row) => ({ status: row.status, ...moneyGroupOf(row) }));
		},
		async countCancelled({ from, to }) {
			const query = `SELECT cause, count(*) AS count FROM (
				SELECT cause FROM orders INDEXED BY orders_cancelled WHERE cause IS NOT NULL AND created BETWEEN ? AND ?
				ORDER BY created DESC, key DESC LIMIT ?
			) GROUP BY cause`;
			const rows = statements.all<{ cause: CancelCause; count: number }>(query, instantOf(from), instantOf(to), MOST_COUNTED);
			return {
				by_cause: Object.fromEntries(rows.map(({ cause, count }) => [cause, count])),
				at_least: rows.reduce((sum, { count }) => sum + count, 0) === MOST_COUNTED,
			};
		},
		async orderEvents(orderId) {
			// All keys that begin with the id and a colon: a semicolon is the character after it.
			const range = [`${orderId}:`, `${orderId};`];
			const named = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE key >= ? AND key < ?", ...range);
			const others = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE order_id = ?", orderId);
			return [...named.filter(({ order_id }) => order_id === orderId), ...others].toSorted(byTime);
		},
	};
}
