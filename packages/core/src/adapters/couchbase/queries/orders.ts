import { instantOf } from "@orderdeck/contracts/instant";
import { z } from "zod";
import { byTime } from "../../../domain/order-view.ts";
import type { OrderQueries } from "../../../ports/queries/orders.ts";
import { decodeCursor } from "../../cursor.ts";
import { orderEventsQuery } from "../statements/order-events.ts";
import { countQuery, scanQuery } from "../statements/orders.ts";
import { listOrders, ordersAt, placeSchema } from "./order-list.ts";
import { docsOf, idSchema, nextOf, type Reading, run, timePlaceSchema } from "./reading.ts";

export function createOrderQueries(reading: Reading): OrderQueries {
	return {
		listOrders: (filter, page) => listOrders(reading, filter, page),
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
		async orderEvents(orderId) {
			const rows = await run(reading, orderEventsQuery(orderId), idSchema);
			return (await docsOf(reading, "order_events", rows)).toSorted(byTime);
		},
	};
}
