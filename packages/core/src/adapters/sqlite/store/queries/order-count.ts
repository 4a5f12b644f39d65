/** How many orders a list holds, and what they come to, as far as the newest of its index show it. */
import type { SQLInputValue } from "node:sqlite";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import type { MoneyGroup } from "../../../../ports/queries/money-group.ts";
import type { MatchCount } from "../../../../ports/queries/orders.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { conditionsOf, walkOf } from "./order-filter.ts";
import { searchOf } from "./order-list.ts";
import { directionOf, namedIn, slicesOf, withinOf } from "./order-walk.ts";
import type { Statements } from "./statements.ts";

/** Examined at most: a row takes some microseconds, an entry of an index that holds all that is needed a tenth of that. Only rows have money. */
const MOST_ROWS = 20_000;
const MOST_ENTRIES = 100_000;
const ENTRIES_AT_ONCE = 4_096;

/** Others have their turn after each slice. */
export async function countMatching(statements: Statements, filter: OrderFilter): Promise<MatchCount> {
	const search = searchOf(statements, filter.q);
	const walk = walkOf(filter, search);
	const direction = directionOf("newest", filter);
	const { conditions, values } = conditionsOf(filter, search, walk);
	const matching = `${withinOf(walk, direction)}${conditions}`;
	const slice = conditions === "" ? ENTRIES_AT_ONCE : walk.slice;
	const most = slice === ENTRIES_AT_ONCE ? MOST_ENTRIES : MOST_ROWS;
	const named = namedIn(filter);
	const groups = search === "id" ? sumsOf(statements, named.text, named.values) : [];
	let unsummed = 0;
	let passed = 0;
	let isWhole = true;
	for (const { bounds, edge, size } of slicesOf(statements, walk, direction, slice)) {
		const given = [...bounds, ...values];
		if (passed < MOST_ROWS) groups.push(...sumsOf(statements, matching, given));
		else unsummed += statements.get<{ count: number }>(`SELECT count(*) AS count ${matching}`, ...given)?.count ?? 0;
		passed += size;
		isWhole = edge === undefined;
		if (passed >= most) break;
		if (!isWhole) await new Promise((resolve) => setImmediate(resolve));
	}
	const orders = groups.reduce((sum, { count }) => sum + count, unsummed);
	return { orders, at_least: !isWhole, money: isWhole && unsummed === 0 ? groups : undefined };
}

function sumsOf(statements: Statements, matching: string, values: readonly SQLInputValue[]): MoneyGroup[] {
	const query = `SELECT currency, count(*) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum ${matching} GROUP BY currency`;
	return statements.all<MoneyRow>(query, ...values).map(moneyGroupOf);
}
