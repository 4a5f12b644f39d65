/** The order list: by a keyset walk over the index that fits the filters, in slices that bound what one call costs. */

import { instantOf } from "@orderdeck/contracts/instant";
import type { OrderView } from "@orderdeck/contracts/orders/entities";
import type { OrderFilter, OrderListOrder, Search } from "@orderdeck/contracts/orders/order-list";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import type { OrderListRequest } from "../../../../ports/queries/orders.ts";
import type { Page } from "../../../../ports/queries/page.ts";
import { decodeCursor, encodeCursor } from "../../../cursor.ts";
import { viewIn } from "../order-row.ts";
import { conditionsOf, type Walk, walkOf } from "./order-filter.ts";
import type { Statements } from "./statements.ts";

/** The position of a walk: the last order it has passed. */
interface Place {
	readonly created: number;
	readonly key: string;
}
interface Row extends Place {
	readonly doc: string;
}

/** A call that has found too little stops after this time and returns what it has. */
const SCAN_BUDGET_MS = 3;
const FIRST_SLICE = 256;

/** Orders by their text, up to so many characters: consoles read the newest pages again and again, and parsing took most of a list's time. */
const recent = new LRUCache<string, Readonly<OrderView>>({ maxSize: 4_000_000 });

const placeSchema = z.tuple([z.enum(["id", "text"]), z.number(), z.string()]);

/** How a walk goes: from its start to its end, both in its own direction. No key is less than the empty one. */
interface Direction {
	/** Compares a place with the one before it. */
	readonly after: "<" | ">";
	/** Compares a place with the last one of a slice. */
	readonly until: ">=" | "<=";
	readonly sort: "DESC" | "ASC";
	readonly start: Place;
	readonly end: Place;
}

function directionOf(order: OrderListOrder, { from, to }: OrderFilter): Direction {
	const bottom = { created: from === undefined ? Number.MIN_SAFE_INTEGER : instantOf(from), key: "" };
	const top = { created: to === undefined ? Number.MAX_SAFE_INTEGER : instantOf(to) + 1, key: "" };
	return order === "newest"
		? { after: "<", until: ">=", sort: "DESC", start: top, end: bottom }
		: { after: ">", until: "<=", sort: "ASC", start: bottom, end: top };
}

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

function parsed(doc: string): OrderView {
	const known = recent.get(doc);
	if (known !== undefined) return known;
	const order = viewIn<OrderView>(doc);
	recent.set(doc, order, { size: doc.length });
	return order;
}

function searchOf(statements: Statements, q: string | undefined): Search {
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
	const { after: next, until, sort } = direction;
	const within = `FROM orders INDEXED BY ${walk.index} WHERE ${walk.where} AND (created, key) ${next} (?, ?) AND (created, key) ${until} (?, ?)`;
	const edgeQuery = `SELECT created, key ${within} ORDER BY created ${sort}, key ${sort} LIMIT 1 OFFSET ?`;
	const rowsQuery = `SELECT created, key, doc ${within}${conditions} ORDER BY created ${sort}, key ${sort} LIMIT ?`;
	const deadline = performance.now() + SCAN_BUDGET_MS;
	const rows: Row[] = [];
	let after = direction.start;
	for (let size = FIRST_SLICE; ; size = Math.min(size * 2, walk.slice)) {
		const bounds = (end: Place) => [...walk.values, after.created, after.key, end.created, end.key];
		// Without further conditions, the first rows are the result.
		const edge = conditions === "" ? undefined : statements.get<Place>(edgeQuery, ...bounds(direction.end), size - 1);
		rows.push(...statements.all<Row>(rowsQuery, ...bounds(edge ?? direction.end), ...values, limit - rows.length));
		if (edge === undefined || rows.length >= limit) return { rows, stopped: undefined };
		if (performance.now() > deadline) return { rows, stopped: edge };
		after = edge;
	}
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
