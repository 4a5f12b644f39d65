import { instantOf } from "@orderdeck/contracts/instant";
import { cancelCauseSchema, orderStatusSchema } from "@orderdeck/contracts/orders/entities";
import { byCause } from "@orderdeck/contracts/orders/lifecycle";
import { z } from "zod";
import { eventsIn } from "../../../domain/order-history.ts";
import type { OpenOrders, OrderQueries } from "../../../ports/queries/orders.ts";
import { decodeCursor } from "../../cursor.ts";
import { sortedLists } from "../../sorted-lists.ts";
import { cancelledQuery, countQuery, openOrdersQuery, scanQuery } from "../statements/orders.ts";
import { createMoveHistory, earlierEvents } from "./earlier-events.ts";
import { countByStatus, countMatching } from "./order-count.ts";
import { listOrders, ordersAt, placeSchema } from "./order-list.ts";
import { moneyGroupOf, moneyShape, nextOf, type Reading, run, timePlaceSchema } from "./reading.ts";
import { listSorted } from "./sorted-orders.ts";

const causeSchema = z.object({ cause: cancelCauseSchema, count: z.number() });
const openSchema = moneyShape
	.extend({ status: orderStatusSchema })
	.transform(({ status, ...money }): OpenOrders => ({ status, ...moneyGroupOf(money) }));

export function createOrderQueries(reading: Reading): OrderQueries {
	return {
		listOrders: sortedLists({
			byTime: (filter, page) => listOrders(reading, filter, page),
			scanned: (filter, page) => listSorted(reading, filter, page),
		}),
		countMatching: (filter) => countMatching(reading, filter),
		async scanOrders({ from, to }, { limit, cursor }) {
			const list = `scan ${from} ${to}`;
			const [created, id] = cursor === undefined ? [] : decodeCursor(list, cursor, timePlaceSchema);
			const start = created === undefined || id === undefined ? instantOf(from) : { created, id };
			const rows = await run(reading, scanQuery(start, instantOf(to), limit + 1), placeSchema);
			return {
				items: await ordersAt(reading, rows.slice(0, limit), () => true),
				next: nextOf(list, rows, limit, (row) => [row.created, row.id]),
			};
		},
		async countOrders({ from, to }) {
			const [row] = await run(reading, countQuery(instantOf(from), instantOf(to)), z.object({ count: z.number() }));
			return row?.count ?? 0;
		},
		openOrders: () => run(reading, openOrdersQuery(), openSchema),
		async countCancelled({ from, to }) {
			const rows = await run(reading, cancelledQuery(instantOf(from), instantOf(to)), causeSchema);
			return { by_cause: Object.fromEntries(rows.map(({ cause, count }) => [cause, count])), at_least: false };
		},
		countByStatus: (created) => countByStatus(reading, created),
		async orderEvents(orderId) {
			const [read] = await reading.keyValue.get("orders", [orderId]);
			const kept = read === undefined ? [] : eventsIn(orderId, read.doc);
			if (read !== undefined && kept.length === read.doc.lifecycle.length) return kept.toSorted(byCause);
			const known = new Set(kept.map(({ event_id }) => event_id));
			const earlier = await earlierEvents(reading, orderId);
			return [...kept, ...earlier.filter(({ event_id }) => !known.has(event_id))].toSorted(byCause);
		},
		moveHistory: createMoveHistory(reading),
	};
}
