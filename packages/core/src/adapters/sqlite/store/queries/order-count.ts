/** How many orders a list holds, and what they come to, as far as the newest of its index show it. */
import type { SQLInputValue } from "node:sqlite";
import type { OrderFilter } from "@orderdeck/contracts/orders/columns";
import { CANCEL_CAUSES, type CancelCause, type OrderStatus } from "@orderdeck/contracts/orders/entities";
import type { MoneyGroup } from "../../../../ports/queries/money-group.ts";
import type { CreatedRange, MatchCount, StatusCounts } from "../../../../ports/queries/orders.ts";
import { type MoneyRow, moneyGroupOf } from "./money-row.ts";
import { conditionsOf, type Walk, walkOf } from "./order-filter.ts";
import { searchOf } from "./order-list.ts";
import { directionOf, namedIn, slicesOf, withinOf } from "./order-walk.ts";
import type { Statements } from "./statements.ts";

/** Examined at most: a row takes some microseconds, an entry of an index that holds all that is needed a tenth of that. Only rows have money. */
const MOST_ROWS = 20_000;
const MOST_ENTRIES = 100_000;
const ENTRIES_AT_ONCE = 4_096;
/** Counted by status at most: half a second on a busy machine, in slices of ten milliseconds. */
const MOST_BY_STATUS = 200_000;

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

interface StatusRow {
	/** Null: all of the slice. */
	readonly status: OrderStatus | null;
	readonly cause: CancelCause | null;
	readonly count: number;
}

/**
 * No index has the status of every order: all are counted, then those in progress and those cancelled, and the rest is delivered. One statement
 * counts a slice, so that its counts are of one moment and add up.
 */
export async function countByStatus(statements: Statements, created: CreatedRange): Promise<StatusCounts> {
	const direction = directionOf("newest", created);
	const all = walkOf({}, "text");
	const counts = (walk: Walk) => `count(*) AS count ${withinOf(walk, direction)}`;
	const open = walkOf({ status: ["CREATED"] }, "text");
	const cancelled = {
		...walkOf({ cause: ["REQUESTED"] }, "text"),
		where: "cause IN (SELECT value FROM json_each(?)) AND created IS NOT NULL",
	};
	const query = `SELECT NULL AS status, NULL AS cause, ${counts(all)}
		UNION ALL SELECT status, NULL, ${counts(open)} GROUP BY status
		UNION ALL SELECT 'CANCELLED', cause, ${counts(cancelled)} GROUP BY cause`;
	const by_status: Partial<Record<OrderStatus, number>> = {};
	const by_cause: Partial<Record<CancelCause, number>> = {};
	let passed = 0;
	for (const { bounds, edge, size } of slicesOf(statements, all, direction, ENTRIES_AT_ONCE)) {
		const rows = statements.all<StatusRow>(query, ...bounds, ...bounds, JSON.stringify(CANCEL_CAUSES), ...bounds);
		let delivered = 0;
		for (const { status, cause, count } of rows) {
			delivered += status === null ? count : -count;
			if (status !== null) add(by_status, status, count);
			if (cause !== null) add(by_cause, cause, count);
		}
		add(by_status, "DELIVERED", delivered);
		passed += size;
		if (edge === undefined) return { by_status, by_cause, at_least: false };
		if (passed >= MOST_BY_STATUS) break;
		await new Promise((resolve) => setImmediate(resolve));
	}
	return { by_status, by_cause, at_least: true };
}

function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count: number): void {
	if (count > 0) counts[key] = (counts[key] ?? 0) + count;
}

function sumsOf(statements: Statements, matching: string, values: readonly SQLInputValue[]): MoneyGroup[] {
	const query = `SELECT currency, count(*) AS count, CAST(sum(ten_thousandths) AS TEXT) AS sum ${matching} GROUP BY currency`;
	return statements.all<MoneyRow>(query, ...values).map(moneyGroupOf);
}
