/** The order list: by a keyset walk over the index that fits the filters, in slices that bound what one call costs. */

import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { Search } from "@orderdeck/contracts/orders/order-list";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { OrderListRequest } from "../../../../ports/queries/orders.ts";
import type { Page } from "../../../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../../../cursor.ts";
import { viewIn } from "../order-row.ts";
import { conditionsOf, type Walk, walkOf } from "./order-filter.ts";
import { type Direction, directionOf, type Place, slicesOf, wholeOf, withinOf } from "./order-walk.ts";
import type { Statements } from "./statements.ts";

interface Row extends Place {
	readonly doc: string;
}

/** A call that has found too little stops after this time and returns what it has. */
const SCAN_BUDGET_MS = 3;

/** Orders by their text, up to so many characters: consoles read the newest pages again and again, and parsing took most of a list's time. */
const recent = new LRUCache<string, Readonly<OrderView>>({ maxSize: 4_000_000 });

const placeSchema = z.tuple([z.enum(["id", "text"]), z.number(), z.string()]);

export function listOrders(
	statements: Statements,
	filter: OrderFilter,
	{ limit, cursor, order = "newest" }: OrderListRequest,
): Page<OrderView> {
	const list = `orders ${order === "newest" ? "" : `${order} `}${JSON.stringify(filter, Object.keys(filter).toSorted())}`;
	const from = cursor === undefined ? undefined : decodeCursor(list, cursor, placeSchema);
	const search = from?.[0] ?? searchOf(statements, filter.q);
	const way = directionOf(order, filter);
	const direction = from === undefined ? way : { ...way, start: { created: from[1], key: from[2] } };
	const walk = walkOf(filter, search);
	const { rows, stopped } = collect(statements, walk, filter, search, direction, limit + 1);
	const found = search === "id" ? withOrder(statements, rows, filter, direction, { stopped, limit }) : rows;
	const page = found.slice(0, limit);
	const next = found.length > limit ? page.at(-1) : stopped;
	return {
		items: page.map(({ doc }) => parsed(doc)),
		next: next === undefined ? undefined : encodeCursor(list, [search, next.created, next.key]),
	};
}

/** The order of a row's document. */
export function parsed(doc: string): OrderView {
	const known = recent.get(doc);
	if (known !== undefined) return known;
	const order = viewIn<OrderView>(doc);
	recent.set(doc, order, { size: doc.length });
	return order;
}

/** How the text is meant: as an id where an order or a customer has it. */
export function searchOf(statements: Statements, q: string | undefined): Search {
	if (q === undefined) return "text";
	const known = statements.get<object>(
		"SELECT 1 FROM orders WHERE key = ?1 AND created IS NOT NULL UNION ALL SELECT 1 FROM orders WHERE customer = ?1 LIMIT 1",
		q,
	);
	return known === undefined ? "text" : "id";
}

/** Rows in order, up to `limit`. `stopped`: where the walk stopped early; undefined when it came to its end or found enough. */
function collect(statements: Statements, walk: Walk, filter: OrderFilter, search: Search, direction: Direction, limit: number) {
	const { conditions, values } = conditionsOf(filter, search, walk);
	const { sort } = direction;
	const rowsQuery = `SELECT created, key, doc ${withinOf(walk, direction)}${conditions} ORDER BY created ${sort}, key ${sort} LIMIT ?`;
	const deadline = performance.now() + SCAN_BUDGET_MS;
	const rows: Row[] = [];
	// Without further conditions, the first rows are the result.
	const slices = conditions === "" ? [wholeOf(walk, direction)] : slicesOf(statements, walk, direction);
	for (const { bounds, edge } of slices) {
		rows.push(...statements.all<Row>(rowsQuery, ...bounds, ...values, limit - rows.length));
		if (edge === undefined || rows.length >= limit) break;
		if (performance.now() > deadline) return { rows, stopped: edge };
	}
	return { rows, stopped: undefined };
}

/** The rows, and among them the order with the requested id, if it is on this page. */
function withOrder(
	statements: Statements,
	rows: readonly Row[],
	filter: OrderFilter,
	{ after, until, sort, start, end: last }: Direction,
	{ stopped, limit }: { stopped: Place | undefined; limit: number },
): readonly Row[] {
	const { q = "" } = filter;
	const { conditions, values } = conditionsOf({ ...filter, q: undefined }, "text", undefined);
	const query = `SELECT created, key, doc FROM orders WHERE key = ? AND (created, key) ${until} (?, ?) AND (created, key) ${after} (?, ?)${conditions}`;
	const order = statements.get<Row>(query, q, last.created, last.key, start.created, start.key, ...values);
	if (order === undefined || rows.some(({ key }) => key === order.key)) return rows;
	const precedes = (a: Place, b: Place) => (sort === "DESC" ? isBelow(b, a) : isBelow(a, b));
	const end = rows.length > limit ? rows.at(-1) : stopped;
	if (end !== undefined && precedes(end, order)) return rows;
	return [...rows.filter((row) => precedes(row, order)), order, ...rows.filter((row) => precedes(order, row))];
}

/** Created before, or at the same time with a lesser key. */
function isBelow(a: Place, b: Place): boolean {
	return a.created === b.created ? Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) < 0 : a.created < b.created;
}
