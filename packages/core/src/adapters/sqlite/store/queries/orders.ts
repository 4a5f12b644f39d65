import { instantOf } from "@orderdeck/contracts/instant";
import { CANCEL_CAUSES, type OrderStatus, type OrderView } from "@orderdeck/contracts/orders/entities";
import { byCause } from "@orderdeck/contracts/orders/lifecycle";
import { createInTurn } from "../../../../async/in-turn.ts";
import { eventsIn } from "../../../../domain/order-history.ts";
import type { OrderQueries } from "../../../../ports/queries/orders.ts";
import { decodeCursor } from "../../../cursor.ts";
import { sortedLists } from "../../../sorted-lists.ts";
import { documentIn, viewIn } from "../order-row.ts";
import { createEarlierEvents } from "./earlier-events.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { countByStatus, countMatching } from "./order-count.ts";
import { listOrders } from "./order-list.ts";
import { type PlacedRow, pageOf, placeSchema } from "./paged.ts";
import { listSorted } from "./sorted-orders.ts";
import type { Statements } from "./statements.ts";

/** Of one cause: counting so many takes some milliseconds. */
const MOST_COUNTED = 100_000;

interface OrderRow {
	readonly doc: string;
	readonly history: string | null;
}

export function createOrderQueries(statements: Statements): Omit<OrderQueries, "moveHistory"> {
	const earlierEvents = createEarlierEvents(statements);
	/** What goes through many orders, a slice in a turn of the event loop: two at once would make the turns twice as long. */
	const inTurn = createInTurn();
	return {
		listOrders: sortedLists({
			byTime: async (filter, page) => listOrders(statements, filter, page),
			scanned: (filter, page) => inTurn(() => listSorted(statements, filter, page)),
		}),
		countMatching: (filter) => inTurn(() => countMatching(statements, filter)),
		async scanOrders({ from, to }, { limit, cursor }) {
			const list = `scan ${from} ${to}`;
			const [created, key] = cursor === undefined ? [instantOf(from), ""] : decodeCursor(list, cursor, placeSchema);
			const query = `SELECT created AS at, key, doc FROM orders INDEXED BY orders_by_time
				WHERE created IS NOT NULL AND (created, key) > (?, ?) AND created <= ? ORDER BY created, key LIMIT ?`;
			return pageOf(list, statements.all<PlacedRow>(query, created, key, instantOf(to), limit + 1), limit, viewIn<OrderView>);
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
			const query = `SELECT count(*) AS count FROM (
				SELECT 1 FROM orders INDEXED BY orders_cancelled WHERE cause = ? AND created BETWEEN ? AND ? LIMIT ?)`;
			const counts = CANCEL_CAUSES.map((cause) => {
				const row = statements.get<{ count: number }>(query, cause, instantOf(from), instantOf(to), MOST_COUNTED + 1);
				return [cause, row?.count ?? 0] as const;
			});
			return {
				by_cause: Object.fromEntries(
					counts.filter(([, count]) => count > 0).map(([cause, count]) => [cause, Math.min(count, MOST_COUNTED)]),
				),
				at_least: counts.some(([, count]) => count > MOST_COUNTED),
			};
		},
		countByStatus: (created) => inTurn(() => countByStatus(statements, created)),
		async orderEvents(orderId) {
			const row = statements.get<OrderRow>("SELECT doc, history FROM orders WHERE key = ?", orderId);
			const kept = row === undefined ? [] : eventsIn(orderId, documentIn(row.doc, row.history));
			const known = new Set(kept.map(({ event_id }) => event_id));
			return [...kept, ...earlierEvents(orderId).filter(({ event_id }) => !known.has(event_id))].toSorted(byCause);
		},
	};
}
