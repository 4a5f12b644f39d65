/** How many orders a list holds, as far as the newest of its index show it. */
import type { SQLInputValue } from "node:sqlite";
import type { OrderFilter } from "@orderdeck/contracts/orders/order-list";
import type { MatchCount } from "../../../../ports/queries/orders.ts";
import { conditionsOf, walkOf } from "./order-filter.ts";
import { searchOf } from "./order-list.ts";
import { directionOf, namedIn, slicesOf, withinOf } from "./order-walk.ts";
import type { Statements } from "./statements.ts";

/** Examined at most: a row takes some microseconds, an entry of an index that holds all that is needed a tenth of that. */
const MOST_ROWS = 20_000;
const MOST_ENTRIES = 100_000;
const ENTRIES_AT_ONCE = 4_096;

/** Others have their turn after each slice. */
export async function countMatching(statements: Statements, filter: OrderFilter): Promise<MatchCount> {
	const search = searchOf(statements, filter.q);
	const walk = walkOf(filter, search);
	const direction = directionOf("newest", filter);
	const { conditions, values } = conditionsOf(filter, search, walk);
	const query = `SELECT count(*) AS count ${withinOf(walk, direction)}${conditions}`;
	const slice = conditions === "" ? ENTRIES_AT_ONCE : walk.slice;
	const most = slice === ENTRIES_AT_ONCE ? MOST_ENTRIES : MOST_ROWS;
	const named = namedIn(filter);
	let orders = search === "id" ? countOf(statements, `SELECT count(*) AS count ${named.text}`, named.values) : 0;
	let passed = 0;
	for (const { bounds, edge, size } of slicesOf(statements, walk, direction, slice)) {
		orders += countOf(statements, query, [...bounds, ...values]);
		passed += size;
		if (edge === undefined) return { orders, at_least: false };
		if (passed >= most) break;
		await new Promise((resolve) => setImmediate(resolve));
	}
	return { orders, at_least: true };
}

function countOf(statements: Statements, query: string, values: readonly SQLInputValue[]): number {
	return statements.get<{ count: number }>(query, ...values)?.count ?? 0;
}
