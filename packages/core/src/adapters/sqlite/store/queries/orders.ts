import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import { byTime } from "../../../../domain/order-view.ts";
import type { OrderEventDocument } from "../../../../ports/documents.ts";
import type { OrderQueries } from "../../../../ports/queries/orders.ts";
import { decodeCursor } from "../../../cursor.ts";
import { listOrders } from "./order-list.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import type { Statements } from "./statements.ts";

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
		async orderEvents(orderId) {
			// All keys that begin with the id and a colon: a semicolon is the character after it.
			const range = [`${orderId}:`, `${orderId};`];
			const named = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE key >= ? AND key < ?", ...range);
			const others = statements.docs<OrderEventDocument>("SELECT doc FROM order_events WHERE order_id = ?", orderId);
			return [...named.filter(({ order_id }) => order_id === orderId), ...others].toSorted(byTime);
		},
	};
}
